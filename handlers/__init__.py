"""What each automatic step and each completed task does: the table from operation to function."""

from engine.service_tasks import ServiceTask
from handlers import closing, decisions, eviction, intake, letters, linking, referral, sending

SERVICE_TASKS: dict[str, ServiceTask] = {
    "register_notice": intake.register_notice,
    "record_classification": intake.record_classification,
    "suggest_match": intake.suggest_match,
    "decide_match": linking.decide_match,
    "open_or_join_case": linking.open_or_join_case,
    "start_track": linking.start_track,
    "record_review": decisions.record_review,
    "prepare_confirmation": letters.prepare_confirmation,
    "dispatch_letter": sending.dispatch_letter,
    "state_posting": sending.state_posting,
    "choose_way": sending.choose_way,
    "allocate_case": decisions.allocate_case,
    "record_assessment": decisions.record_assessment,
    "decide_outcome": closing.decide_outcome,
    "close_record": closing.close_record,
    "book_eviction": eviction.book_eviction,
    "end_eviction": eviction.end_eviction,
    "record_eviction_contact": eviction.record_eviction_contact,
    "record_eviction_step": eviction.record_eviction_step,
    "record_kfm_call": eviction.record_kfm_call,
    "record_eviction_result": eviction.record_eviction_result,
    "prepare_eviction_letter": eviction.prepare_eviction_letter,
    "apply_eviction_change": eviction.apply_eviction_change,
    "choose_ground": referral.choose_ground,
    "choose_facts": referral.choose_facts,
    "deliver_referral": referral.deliver_referral,
    "answer_referral": referral.answer_referral,
    "read_answer": referral.read_answer,
    "remind_receiver": referral.remind_receiver,
    "escalate_referral": referral.escalate_referral,
    "close_outside": referral.close_outside,
}
