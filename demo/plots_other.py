"""Plots about what is not rent: disturbance, the wrong house, protection, and being unlucky."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from cases import case as case_rows
from cases import consent as consent_rows
from cases import matching, notice, party
from cases.choices import referral as referral_choices
from cases.commands.basic import UndoMatch
from cases.law.calendar import local_day
from cases.tables.models import cases
from demo.fault import break_step
from demo.habits import day
from demo.landlords import Landlord
from demo.office import Fields, Stuck
from demo.plot import Plot
from demo.story import Answers, Happening, Story, Turn
from demo.turns import acted, closed, disturbance, paid, rent

if TYPE_CHECKING:
    from demo.year import Year


def calm_again(landlord: Landlord) -> Plot:
    """A disturbance that ended after a talk."""
    turns = (
        disturbance(0, landlord, "Hög musik på nätterna, tre klagomål i månaden."),
        closed(50, "O07", "Inga klagomål på sex veckor."),
    )
    return Plot("calm again", turns)


def not_calm(landlord: Landlord) -> Plot:
    """A disturbance that goes on."""
    still = {"state": "continues", "situation": "Två nya klagomål.", "plan": "Hembesök."}
    said = "Skrik och dörrar som slås igen efter midnatt."
    return Plot("not calm", (disturbance(0, landlord, said),), {"follow_up_14": still})


def serious(landlord: Landlord) -> Plot:
    """A termination for serious disturbance."""
    turns = (
        disturbance(
            0,
            landlord,
            "Hot mot grannar i trapphuset. Polisanmält.",
            is_terminated="yes",
            is_serious="yes",
        ),
    )
    return Plot("serious", turns)


def supported(landlord: Landlord) -> Plot:
    """Another authority was asked, with consent, and its support solved it."""
    turns = (
        disturbance(0, landlord, "Samlar saker på balkongen och i trappan."),
        *_referral(5, "support"),
        closed(60, "O08", "Boendestödet fungerar; det är städat."),
    )
    return Plot("supported", turns, _asks("support"))


def asked(landlord: Landlord) -> Plot:
    """A referral under way: the other authority has not answered yet."""
    turns = (rent(0, landlord), *_referral(4, "care"))
    return Plot("asked", turns, {**_asks("care"), "answer_referral": ()})


def answered_no(landlord: Landlord) -> Plot:
    """The other authority declined; the case went on, and the debt was paid."""
    no: Fields = {"decision": "declined", "answer": "Personen ingår inte i vår målgrupp."}
    turns = (
        rent(0, landlord),
        *_referral(4, "care"),
        paid(18),
        closed(80, "O01", "Skulden är betald."),
    )
    return Plot("answered no", turns, {**_asks("care"), "answer_referral": no})


def protected(landlord: Landlord) -> Plot:
    """Somebody whose personal data are protected: only a named group sees the case."""
    turns = (
        rent(0, landlord),
        acted(
            1,
            "case",
            "skydd",
            person=_tenant,
            protection="marked",
            reason="Sekretessmarkering i folkbokföringen.",
        ),
        acted(
            2,
            "case",
            "godkann-kanal",
            person=_tenant,
            channel="by_hand",
            reason="Hämtar breven på kontoret.",
        ),
    )
    return Plot("protected", turns, {"write_to_household": (), "attempt_contact": ()})


def elsewhere(landlord: Landlord) -> Plot:
    """Not a home at all: the landlord is told."""
    choice = {"choice": "misdirected", "misdirected_reason": "not_a_home"}
    return Plot(
        "not a home",
        (rent(0, landlord, premises="other"),),
        {"confirm_match": choice, "decide_forwarding": {"action": "told"}},
    )


def misdirected(landlord: Landlord) -> Plot:
    """A home in another municipality: the notice is forwarded."""
    choice = {"choice": "misdirected", "misdirected_reason": "other_municipality"}
    turns = (rent(0, landlord, dwelling_postal_code="931 30", dwelling_town="Grannköping"),)
    return Plot("misdirected", turns, {"confirm_match": choice})


def twice(landlord: Landlord) -> Plot:
    """The same notice by mail and by post: one copy more, and no case more."""
    turns = (
        rent(0, landlord, arrival_channel="EPOST", posting_date=None),
        Turn(3, "10:40", _same_again),
        paid(15),
        closed(76, "O01", "Skulden är betald."),
    )
    return Plot("came twice", turns, {"confirm_match": ({"choice": "new"}, _copy)})


def unmatched(landlord: Landlord) -> Plot:
    """Nobody has matched it yet."""
    return Plot("unmatched", (rent(0, landlord),), {"confirm_match": ()})


def unmatched_disturbance(landlord: Landlord) -> Plot:
    """Nobody has matched it yet."""
    said = "Klagomål från tre grannar om hög musik."
    return Plot("unmatched", (disturbance(0, landlord, said),), {"confirm_match": ()})


def merged(landlord: Landlord) -> Plot:
    """One household got two cases, because the second notice had another spelling; one was merged
    into the other."""
    turns = (
        rent(0, landlord),
        disturbance(6, landlord, "Hög musik.", tenant_personal_number=None),
        acted(8, "case", "sammanfor", into=_first_case, reason="Samma hushåll, två stavningar."),
        paid(15),
    )
    return Plot("merged", turns, {"confirm_match": ({"choice": "new"}, {"choice": "new"})})


def taken_for_another(landlord: Landlord) -> Plot:
    """Matched with a namesake's household, and put right the next day."""
    turns = (
        Turn(0, "08:50", _by_namesake(landlord)),
        Turn(1, "09:20", _undone),
        paid(14),
        closed(77, "O01", "Skulden är betald."),
    )
    return Plot("taken for another", turns, {"confirm_match": (_likeliest, {"choice": "new"})})


def faulty(landlord: Landlord) -> Plot:
    """A step of the program fails: an incident, until an administrator lets it be tried again."""
    turns = (Turn(0, "07:30", _broken), rent(0, landlord, service_date=None, due_dates=None))
    return Plot("faulty", turns)


def _broken(year: Year, story: Story) -> None:
    break_step(year.office.engine, "prepare_complement", story.notices)


def _referral(days: int, recipient: str) -> tuple[Turn, ...]:
    consent = acted(
        days,
        "case",
        "samtycke",
        person=_tenant,
        given_by="Personen själv",
        recipient=recipient,
        scope=("identity", "notice"),
        purpose="Stöd i boendet.",
        form="written",
        **_from_today(),
    )
    return (consent, acted(days, "case", "remiss", "11:30", note="Behöver stöd i hemmet."))


def _asks(recipient: str) -> dict[str, Answers]:
    return {
        "choose_ground": _ground(recipient),
        "choose_facts": _all_facts,
    }


def _all_facts(year: Year, _story: Story, task: Any) -> Fields:
    """Everything that the consent covers."""
    with year.office.database.reading() as session:
        covered = [option.value for option in referral_choices.facts(session, task.business_key)]
    return {"next": "send", "facts": covered, "purpose": "Kan ni erbjuda boendestöd?"}


def _ground(recipient: str) -> Answers:
    def chosen(year: Year, story: Story, _task: Any) -> Fields:
        return {"recipient": recipient, "ground": "consent", "consent": _consent(year, story)}

    return chosen


def _consent(year: Year, story: Story) -> str:
    with year.office.database.reading() as session:
        of = case_rows.get(session, year.case_of(story))
        return consent_rows.of_case(session, of.id)[-1].public_id


def _tenant(year: Year, story: Story) -> str:
    with year.office.database.reading() as session:
        of = case_rows.get(session, year.case_of(story))
        return str(party.members(session, of.household_id)[0].public_id)


def _from_today() -> dict[str, Any]:
    def box(name: str) -> Any:
        def value(year: Year, _story: Story) -> str:
            today = local_day(year.office.clock()).isoformat()
            return day("valid_from", today)[name]

        return value

    return {name: box(name) for name in day("valid_from", "2000-01-01")}


def _first_case(year: Year, story: Story) -> str:
    with year.office.database.reading() as session:
        first = notice.get(session, story.notices[0])
        return case_rows.by_id(session, first.case_id or 0).public_id


def _same_again(year: Year, story: Story) -> None:
    with year.office.database.reading() as session:
        facts = dict(notice.get(session, story.notice).facts)
    year.receive(story, {**facts, "arrival_channel": "POST"})
    story.notices.pop()


def _copy(_year: Year, story: Story, _task: Any) -> Fields:
    return {"choice": story.notice, "note": "Samma brev, nu med post."}


def _by_namesake(landlord: Landlord) -> Happening:
    """A notice of somebody with the same name as one who has a case already."""

    def happens(year: Year, story: Story) -> None:
        with year.office.database.reading() as session:
            of = session.execute(_LATEST_OPEN).scalar_one()
            name = party.members(session, of)[0].name
        rent(0, landlord, tenant_name=name, tenant_personal_number=None).happens(year, story)

    return happens


_LATEST_OPEN = (
    select(cases.c.household_id)
    .where(cases.c.state == "open", cases.c.sealed.is_(False))
    .order_by(cases.c.id.desc())
    .limit(1)
)


def _likeliest(year: Year, _story: Story, task: Any) -> Fields:
    with year.office.database.reading() as session:
        about = notice.get(session, task.business_key)
        found = matching.suggestions(session, about.id)
    if not found:
        raise Stuck("Nobody has the same name.")
    return {"choice": found[0].household}


def _undone(year: Year, story: Story) -> None:
    year.office.run(UndoMatch(story.notice, "En annan person med samma namn."), "demo-rut")
