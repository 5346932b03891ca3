"""Markdown as it is shown: nothing a writer types can become markup of ours, a script, or a picture from elsewhere."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

SCHEMES = {"", "http", "https", "mailto", "tel"}
UNDER = 2  # headings stand below the fact's own title


class _Renderer(RendererHTML):
    """Headings one or two steps lower; what leads out of Yesline opens beside it and tells nobody where it was."""

    def heading_open(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        tokens[at].tag = f"h{min(6, int(tokens[at].tag[1]) + UNDER)}"
        return self.renderToken(tokens, at, options, env)

    heading_close = heading_open

    def td_open(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        tokens[at].attrs.pop("style", None)  # the pages' policy forbids it
        return self.renderToken(tokens, at, options, env)

    th_open = td_open

    def link_open(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        tokens[at].attrSet("target", "_blank")
        tokens[at].attrSet("rel", "noopener noreferrer")
        return self.renderToken(tokens, at, options, env)


def _allowed(url: str) -> bool:
    try:
        return urlsplit(url.strip()).scheme.lower() in SCHEMES
    except ValueError:
        return False


_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}, renderer_cls=_Renderer)
_MARKDOWN.enable(["table", "strikethrough"]).disable(["image", "html_block", "html_inline"])
_MARKDOWN.validateLink = _allowed  # type: ignore[method-assign]


def shown(text: str) -> SafeString:
    return mark_safe(_MARKDOWN.render(text))  # noqa: S308 - what is typed is escaped by the renderer; see its test
