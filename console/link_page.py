"""The page behind an approval link, as HTML. Pure; everything that is not ours is escaped."""

from collections.abc import Mapping, Sequence
from html import escape

from alerts.links import Link

HEADERS: Mapping[str, str] = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}
"""The address is a credential: it is kept in no cache and told to no other site."""
MAX_REASON = 500
_STYLE = """
body{margin:0;background:#f4f5f7;color:#1d2330;font:16px/1.5 system-ui,"Noto Sans CJK SC","PingFang SC",sans-serif}
main{max-width:44rem;margin:2rem auto;padding:1.5rem 2rem;background:#fff;border-radius:12px;
box-shadow:0 1px 4px #0002;overflow-wrap:anywhere}
h1{font-size:1.25rem;margin:0 0 1rem}p{margin:.3rem 0;white-space:pre-wrap}
.notice{padding:.7rem 1rem;border-radius:8px;background:#fff4d6;margin:1rem 0}
.done{background:#dff5e3}form{margin-top:1.5rem;border-top:1px solid #e3e5ea;padding-top:1rem}
textarea{width:100%;box-sizing:border-box;min-height:5rem;margin:.3rem 0 1rem;font:inherit;padding:.5rem;
border:1px solid #b9bec9;border-radius:8px}
button{font:inherit;font-weight:600;color:#fff;background:#1a7f46;border:0;border-radius:8px;padding:.7rem 1.4rem}
button.reject{background:#b3261e}
"""

Words = Mapping[str, str]


def page(words: Words, language: str, title: str, lines: Sequence[str], *, notice: str = "", is_done: bool = False,
         form: str = "") -> str:  # fmt: skip
    """A whole page. `form` is HTML of `decision_form`; the rest is text."""
    kind = "notice done" if is_done else "notice"
    shown = f'<p class="{kind}" role="status">{escape(notice)}</p>' if notice else ""
    text = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(words['link.title'])}</title><style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>{shown}{text}{form}</main></body></html>"
    )


def decision_form(words: Words, link: Link) -> str:
    """Who decides, the reason, and the one button. It posts to the page's own address."""
    who = escape(words["link.who"].format(person=link.person))
    needed = " required" if link.action == "reject" else ""
    return (
        f'<form method="post"><p>{who}</p><label for="reason">{escape(words["link.reason"])}</label>'
        f'<textarea id="reason" name="reason" maxlength="{MAX_REASON}"{needed}></textarea>'
        f'<button class="{link.action}">{escape(words[f"link.press.{link.action}"])}</button></form>'
    )
