"""What each automatic step and each completed task does: the table from operation to function."""

from engine.service_tasks import ServiceTask
from handlers import closing, decisions, intake, letters

SERVICE_TASKS: dict[str, ServiceTask] = {
    "register_notice": intake.register_notice,
    "record_classification": intake.record_classification,
    "suggest_match": intake.suggest_match,
    "decide_match": intake.decide_match,
    "open_or_join_case": intake.open_or_join_case,
    "record_review": decisions.record_review,
    "prepare_confirmation": letters.prepare_confirmation,
    "dispatch_letter": letters.dispatch_letter,
    "state_posting": letters.state_posting,
    "allocate_case": decisions.allocate_case,
    "record_assessment": decisions.record_assessment,
    "decide_outcome": closing.decide_outcome,
    "close_record": closing.close_record,
}
