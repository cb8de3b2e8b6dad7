"""The words for each time limit: how long it is and what it is counted from, and what is open."""

from __future__ import annotations

from cases.law.deadlines import Kind, OpenPoint
from engine.texts import Text

FROM_ANSWER = Text(
    "Avsändarens svar bedömt och infört inom tre vardagar från {start}",
    "The sender's answer judged and entered within three weekdays from {start}",
)
"""A complement whose sender has answered before she was asked."""

PERIODS: dict[Kind, Text] = {
    Kind.SAME_DAY_CONFIRMATION: Text(
        "Bekräftelse till Kronofogden samma dag som underrättelsen kom, {start}",
        "Confirmation to Kronofogden the same day as the notice came, {start}",
    ),
    Kind.EARLIEST_DECISION: Text(
        "Tredje vardagen efter återvinningsfristen, som löper ut {start}",
        "The third weekday after the recovery period, which ends on {start}",
    ),
    Kind.ANSWER_AT_KFM: Text(
        "Svar på Kronofogdens föreläggande, räknat från delgivningen {start}",
        "Answer to Kronofogden's order, counted from service on {start}",
    ),
    Kind.REQUEST_FOR_COURT: Text(
        "Fyra veckor från Kronofogdens underrättelse om bestridande {start}",
        "Four weeks from Kronofogden's notice of the objection on {start}",
    ),
    Kind.RETRIAL: Text(
        "En månad från utslaget {start}, för att söka återvinning av det",
        "One month from the decision on {start}, to ask for its retrial",
    ),
    Kind.EVICTION_IF_POSSIBLE: Text(
        "Avhysning om möjligt inom fyra veckor från det att handlingarna kom in {start}",
        "Eviction if possible within four weeks from when the documents came in on {start}",
    ),
    Kind.EARLIEST_EVICTION: Text(
        "En vecka från det att hyresgästen fick yttra sig {start}",
        "One week from when the tenant could comment on {start}",
    ),
    Kind.RESPITE: Text(
        "Anstånd i högst två veckor från {start}", "Respite of at most two weeks from {start}"
    ),
    Kind.EXCEPTIONAL_RESPITE: Text(
        "Anstånd av synnerliga skäl i högst fyra veckor från {start}",
        "Respite for exceptional reasons of at most four weeks from {start}",
    ),
    Kind.PROTECTION_ASSESSMENT: Text(
        "Skyddsbedömning av barnet genast när oron blev känd, {start}",
        "Assessment of the child's protection at once when the concern was known, {start}",
    ),
    Kind.PRELIMINARY_ASSESSMENT: Text(
        "Förhandsbedömning inom 14 dagar från anmälan {start}",
        "Preliminary assessment within 14 days from the report on {start}",
    ),
    Kind.CHILD_INQUIRY: Text(
        "Utredning av barnets behov inom fyra månader från {start}",
        "Inquiry into the child's needs within four months from {start}",
    ),
    Kind.SLOW_CASE_DECISION: Text(
        "Fyra veckor från partens begäran om avgörande {start}",
        "Four weeks from the party's request for a decision on {start}",
    ),
    Kind.APPEAL: Text(
        "Tre veckor från det att parten fick del av beslutet {start}",
        "Three weeks from when the party got the decision on {start}",
    ),
    Kind.STORED_GOODS: Text(
        "Magasinerat gods i tre månader från avhysningen {start}",
        "Stored goods for three months from the eviction on {start}",
    ),
    Kind.GOODS_LEFT_AFTER_DEMAND: Text(
        "Kvarlämnat gods i tre månader från uppmaningen att hämta det {start}",
        "Goods left behind for three months from the demand to fetch them on {start}",
    ),
    Kind.GOODS_LEFT: Text(
        "Kvarlämnat gods i sex månader från det att bostaden lämnades {start}",
        "Goods left behind for six months from when the home was left on {start}",
    ),
    Kind.PROLONGATION_DISPUTE: Text(
        "En månad från hyrestidens utgång {start}", "One month from the end of the lease on {start}"
    ),
    Kind.WEEDING: Text(
        "Gallring fem år efter sista anteckningen {start}, senast kalenderåret därpå",
        "Weeding five years after the last note on {start}, at the latest the calendar year after",
    ),
    Kind.REGISTRATION: Text(
        "Registrering samma vardag som underrättelsen kom {start}, senast nästa",
        "Registration the same weekday as the notice came on {start}, at the latest the next",
    ),
    Kind.CONFIRMATION_TO_SENDER: Text(
        "Bekräftelse till avsändaren samma vardag som underrättelsen kom {start}",
        "Confirmation to the sender the same weekday as the notice came on {start}",
    ),
    Kind.FORWARDING: Text(
        "Vidarebefordran samma vardag som den felsända underrättelsen kom {start}",
        "Forwarding the same weekday as the misdirected notice came on {start}",
    ),
    Kind.COMPLEMENT: Text(
        "Komplettering inom tre vardagar från begäran {start}",
        "Complement within three weekdays from the request on {start}",
    ),
    Kind.REFERRAL_ANSWER: Text(
        "Svar på remissen som skickades {start}", "Answer to the referral sent on {start}"
    ),
    Kind.FOLLOW_UP_AFTER_EVICTION: Text(
        "Första uppföljning efter avhysningen {start}",
        "First follow-up after the eviction on {start}",
    ),
    Kind.FOLLOW_UP_3_MONTHS: Text(
        "Uppföljning tre månader efter avhysningen {start}",
        "Follow-up three months after the eviction on {start}",
    ),
    Kind.FOLLOW_UP_12_MONTHS: Text(
        "Uppföljning tolv månader efter avhysningen {start}",
        "Follow-up twelve months after the eviction on {start}",
    ),
    Kind.DISTURBANCE_FIRST_ATTEMPT: Text(
        "Första kontaktförsök inom två vardagar från underrättelsen om störning {start}",
        "First contact attempt within two weekdays from the notice of disturbance on {start}",
    ),
    Kind.DISTURBANCE_VISIT: Text(
        "Erbjudet hembesök inom fem vardagar från underrättelsen om störning {start}",
        "Offered home visit within five weekdays from the notice of disturbance on {start}",
    ),
    Kind.DISTURBANCE_FOLLOW_UP_14_DAYS: Text(
        "Uppföljning 14 dagar efter underrättelsen om störning {start}",
        "Follow-up 14 days after the notice of disturbance on {start}",
    ),
    Kind.DISTURBANCE_FOLLOW_UP_30_DAYS: Text(
        "Uppföljning 30 dagar efter underrättelsen om störning {start}",
        "Follow-up 30 days after the notice of disturbance on {start}",
    ),
    Kind.URGENT_CONTACT: Text(
        "Kontakt samma vardag som kopian av uppsägningen kom {start}",
        "Contact the same weekday as the copy of the termination came on {start}",
    ),
    Kind.RENT_CHECK_1: Text(
        "Fråga om första hyran efter skulden, med förfallodagen {start}, är betald",
        "Ask whether the first rent after the debt, due on {start}, is paid",
    ),
    Kind.RENT_CHECK_2: Text(
        "Fråga om andra hyran efter skulden, med förfallodagen {start}, är betald",
        "Ask whether the second rent after the debt, due on {start}, is paid",
    ),
    Kind.EVICTION_MINUS_10: Text(
        "Tio vardagar före avhysningen {start}", "Ten weekdays before the eviction on {start}"
    ),
    Kind.EVICTION_MINUS_5: Text(
        "Fem vardagar före avhysningen {start}", "Five weekdays before the eviction on {start}"
    ),
    Kind.EVICTION_MINUS_2: Text(
        "Två vardagar före avhysningen {start}", "Two weekdays before the eviction on {start}"
    ),
    Kind.EVICTION_MINUS_1: Text(
        "En vardag före avhysningen {start}", "One weekday before the eviction on {start}"
    ),
    Kind.EVICTION_RESULT: Text(
        "Fråga om resultatet vardagen efter avhysningen {start}",
        "Ask for the result on the weekday after the eviction on {start}",
    ),
}

FROM_SERVICE = Text("Tre veckor från delgivning {start}", "Three weeks from service on {start}")
FROM_NOTICE = Text(
    "Tre veckor från {start}, då underrättelsen lämnades till socialnämnden",
    "Three weeks from {start}, when the notice was given to the board",
)

OPEN_POINTS: dict[OpenPoint, Text] = {
    OpenPoint.SATURDAY_AS_WEEKDAY: Text(
        "om en lördag räknas bland de vardagar som ska gå före ett beslut",
        "whether a Saturday counts among the weekdays that pass before a decision",
    ),
    OpenPoint.EXTRA_WEEKDAYS_START: Text(
        "om vardagarna före ett beslut räknas från den uträknade eller från den flyttade dagen",
        "whether the weekdays before a decision run from the counted or from the moved day",
    ),
    OpenPoint.SEVERAL_TENANTS: Text(
        "vilken delgivning som räknas när hyresgästerna har delgetts olika dagar",
        "which service counts when the tenants were served on different days",
    ),
    OpenPoint.COMMITMENT_ON_SHIFTED_DAY: Text(
        "om socialnämndens åtagande kan lämnas på den flyttade dagen",
        "whether the board's commitment may be given on the moved day",
    ),
    OpenPoint.SHIFT_OF_SET_TIME: Text(
        "om en tid som en myndighet har bestämt flyttas till nästa vardag",
        "whether a time that an authority has set moves to the next weekday",
    ),
}
