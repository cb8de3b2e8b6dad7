"""The whole way as its people walk it: notice, match, confirmation, work, closing, replay."""

from __future__ import annotations

import re

from ledger.verify import verify
from tests.product import ASSESSMENT, Product, match_as_new, send_notice, take_task


def test_a_notice_becomes_a_case_is_confirmed_worked_closed_and_replayed(
    product: Product,
) -> None:
    # Of no known type: it starts no track with work and letters of its own.
    receipt = send_notice(product, ground="other", what_happened="Något annat.")
    product.work()

    match_as_new(product)
    assert len(product.mails()) == 1
    assert receipt in product.mails()[0]

    hanna = product.browser("demo-hanna")
    address = take_task(hanna, "Bedöm ärendet")
    assert hanna.post(address, {**ASSESSMENT, "next_step": "close"}).status_code == 303
    address = take_task(hanna, "Besluta om utfall")
    closing = {
        "decision": "close",
        "outcome": "O01",
        "reason": "Skulden är betald.",
        "anyway": "Enligt hyresvärden.",
    }
    assert hanna.post(address, closing).status_code == 303, hanna.text()

    hanna.get("/arenden")
    case = hanna.links(r"/arenden/[\w-]+")[0]
    assert hanna.get(case).status_code == 200
    for words in ("Åsa Prov", "Exempelgatan 12 B", receipt, "O01", "E-postservern tog emot brevet"):
        assert words in hanna.text()

    gosta = product.browser("demo-gosta")
    gosta.get("/granskning")
    replays = gosta.links(r"/granskning/[\w-]+/(?!utdrag)[\w-]+")
    assert len(replays) == 3
    for replay in replays:
        assert gosta.get(replay).status_code == 200
        total = int(re.findall(r"Steg 1 av (\d+)", gosta.text())[0])
        for step in range(1, total + 1):
            assert gosta.get(f"{replay}?steg={step}").status_code == 200
            assert f"Steg {step} av {total}" in gosta.text()

    with product.database.reading() as session:
        report = verify(session)
    assert report.is_whole
