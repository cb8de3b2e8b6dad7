"""The legal grounds for telling another authority (table D8): their citations, and why not."""

from __future__ import annotations

from collections.abc import Mapping

from engine.texts import Text

BASIS: Mapping[str, str] = {
    "consent": "Samtycke, 12 kap. 2 § offentlighets- och sekretesslagen (2009:400)",
    "osl_26_9": "26 kap. 9 § offentlighets- och sekretesslagen (2009:400)",
    "osl_26_9_c": "26 kap. 9 c § offentlighets- och sekretesslagen (2009:400)",
}
"""What stands in the referral as its ground."""

REFUSED: Mapping[str, Text] = {
    "no_consent": Text(
        "Det finns inget giltigt samtycke som gäller mottagaren. Fråga hushållet och registrera "
        "samtycket, eller välj en annan grund.",
        "There is no valid consent that covers the recipient. Ask the household and record the "
        "consent, or choose another ground.",
    ),
    "outside_needs_consent": Text(
        "Uppgifter lämnas inte till en hyresvärd eller någon annan utanför kommunen utan samtycke.",
        "Nothing is told to a landlord or anyone else outside the municipality without consent.",
    ),
    "general_clause": Text(
        "Generalklausulen gäller inte sekretess i socialtjänsten "
        "(10 kap. 27 § offentlighets- och sekretesslagen). Välj en annan grund.",
        "The general clause does not apply to secrecy in the social services. Choose another "
        "ground.",
    ),
    "no_reason": Text(
        "Grunden kräver ett skriftligt skäl. Skriv varför den gäller just här.",
        "The ground needs a written reason. Write why it applies here.",
    ),
}
"""Why a referral is not allowed, by the word that the table gives."""
