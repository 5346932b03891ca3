from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseState(TextChoices):
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    MERGED = "merged", _("part of another case")


class CaseKind(TextChoices):
    """What sort of work it is."""

    TROUBLE = "trouble", _("trouble")
    ORDER = "order", _("order")
    COMPLAINT = "complaint", _("formal complaint")
    QUESTION = "question", _("question")
    ERRAND = "errand", _("errand")


class SaidKind(TextChoices):
    """What a customer says on the page of their case."""

    WORKS = "works", _("it works now")
    BROKEN = "broken", _("it is still broken")
    CALL = "call", _("call me")
    WORDS = "words", _("wrote to us")
    PAPERS = "papers", _("sent papers")


class PaperKind(TextChoices):
    """What a paper that is sent to us may be: photos and documents, as browsers of telephones make them."""

    JPEG = "jpeg", _("a photo (JPEG)")
    PNG = "png", _("a picture (PNG)")
    WEBP = "webp", _("a picture (WebP)")
    PDF = "pdf", _("a document (PDF)")


class AskedBy(TextChoices):
    """How somebody was asked whether it is over, who did not answer."""

    CALL = "call", _("by telephone")
    WRITING = "writing", _("in writing")


class HandOverState(TextChoices):
    """What became of asking somebody to own a case."""

    ASKED = "asked", _("asked")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("taken back")
    FELL = "fell", _("a lead has it, nobody answered")
