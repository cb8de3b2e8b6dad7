"""The receipt by e-mail to whoever left a notice at the public form: sent at once, by nobody."""

from __future__ import annotations

from cases import intake, notice
from cases.letters import receipt_mail
from engine.context import ServiceTaskContext
from engine.signatures import gives
from engine.values import Scalar
from handlers import letters, sending

Values = dict[str, Scalar]


@gives()
def send_receipt(ctx: ServiceTaskContext) -> Values:
    """Put the receipt in the outbox, once for each notice; nothing where no e-mail goes from here.

    Nobody waits for it: the sender has seen the receipt on the screen.
    """
    registered = notice.get(ctx.session, ctx.business_key)
    given = intake.given_by_form(ctx.session, registered.public_id)
    can_mail = receipt_mail.CHANNEL in ctx.constant("outlets").split()
    if given is None or not can_mail or not receipt_mail.is_due(ctx.session, registered, ctx.now):
        return {}
    written = receipt_mail.to_sender(
        ctx.session,
        registered,
        given,
        municipality=ctx.constant("municipality"),
        public_address=ctx.constant("public_address"),
        now=ctx.now,
    )
    kept = letters.keep(ctx, written)
    return sending.dispatch_letter(ctx, kept.public_id, receipt_mail.CHANNEL)
