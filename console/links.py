"""Approval links: GET shows the requisition and a button, POST decides. Mail scanners open links, so a GET does not."""

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from fastapi import APIRouter, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from alerts.channels.card import card_of
from alerts.links import ACTIONS, Link, LinkRefused, Signer, link_id
from alerts.render import render
from alerts.render.text import clean
from alerts.words import TABLES
from console.bodies import read_body
from console.link_page import HEADERS, MAX_REASON, decision_form, page
from operations.errors import LinkUsed, OperationsError
from operations.links import check_unused, note_refused
from operations.reads import get
from operations.shown import requisition_row
from tandem import steps
from tandem.channel_settings import Language
from tandem.cycle import Cycle, now
from tandem.errors import TandemError
from tandem.stores import open_store

if TYPE_CHECKING:
    from operations.candidates import Row

LOG = logging.getLogger(__name__)
MAX_FORM = 20_000
UNKNOWN = "unknown"


def create_links(cycle: Cycle, signer: Signer) -> FastAPI:
    """The pages alone, for a company without the Slack app."""
    http = FastAPI(title="Tandem links", docs_url=None, redoc_url=None, openapi_url=None)
    http.include_router(links_router(cycle, signer))

    @http.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    return http


def links_router(cycle: Cycle, signer: Signer) -> APIRouter:
    """`/requisition/<token>`."""
    router, pages = APIRouter(), _Pages(cycle, signer)

    @router.get("/requisition/{token}")
    def show(token: str, request: Request) -> HTMLResponse:
        return pages.shown(token, _accepted(request))

    @router.post("/requisition/{token}")
    async def decide(token: str, request: Request) -> HTMLResponse:
        raw = await read_body(request, MAX_FORM)
        reason = dict(parse_qsl(raw.decode("utf-8", "replace"))).get("reason", "")
        return await run_in_threadpool(pages.decided, token, clean(reason, MAX_REASON), _accepted(request))

    return router


def _accepted(request: Request) -> Language:
    """The browser's language, for a link that does not say one."""
    return "zh" if request.headers.get("accept-language", "").lower().startswith("zh") else "en"


@dataclass(frozen=True)
class _Pages:
    cycle: Cycle
    signer: Signer

    def shown(self, token: str, language: Language) -> HTMLResponse:
        """The requisition as it stands, with the button if the link may still decide."""
        try:
            link = self._read(token)
            found = get(open_store(self.cycle), link.number)
        except TandemError as error:
            return self._refused(error, language, None)
        words = TABLES[link.language]
        if link.action == "view":
            notice = words["link.view_only"].format(number=link.number)
            return self._page(link, found, notice=notice)
        if refusal := self._why_not(link, token, found):
            return self._page(link, found, notice=words[f"link.refused.{refusal}"], status=409)
        return self._page(link, found, form=decision_form(words, link))

    def decided(self, token: str, reason: str, language: Language) -> HTMLResponse:
        """Decides, once."""
        link: Link | None = None
        try:
            link = self._read(token)
            if link.action == "reject" and not reason:
                found = get(open_store(self.cycle), link.number)
                words = TABLES[link.language]
                form = decision_form(words, link)
                return self._page(link, found, notice=words["link.no_reason"], form=form, status=422)
            return self._decide(link, token, reason)
        except TandemError as error:
            return self._refused(error, language, link)

    def _decide(self, link: Link, token: str, reason: str) -> HTMLResponse:
        if link.action == "view":
            note_refused(open_store(self.cycle), "link", link.number, "The link only shows.", now())
            return self.shown(token, link.language)
        decide = steps.approve if link.action == "approve" else steps.reject
        decide(self.cycle, link.number, link.person, reason, now(), seen=link.revision, link=link_id(token))
        self._tell()
        notice = TABLES[link.language][f"link.done.{link.action}"].format(person=link.person)
        return self._page(link, get(open_store(self.cycle), link.number), notice=notice, is_done=True)

    def _tell(self) -> None:
        """The outbox has the decision already; what cannot be delivered now, the next `notify` delivers."""
        try:
            steps.notify(self.cycle)
        except TandemError as error:
            LOG.warning("A decision waits to be told: %s", error)

    def _read(self, token: str) -> Link:
        """The link. A wrong one is in the audit table."""
        try:
            return self.signer.read(token, now())
        except LinkRefused as error:
            note_refused(open_store(self.cycle), "link", UNKNOWN, str(error), now())
            raise

    def _why_not(self, link: Link, token: str, found: "Row") -> str | None:
        """Why the link decides nothing any more; None while it may."""
        try:
            with open_store(self.cycle).read() as session:
                check_unused(session, link_id(token))
        except LinkUsed:
            return "LinkUsed"
        if found["revision"] != link.revision:
            return "ChangedSinceSeen"
        return None if link.action in ACTIONS.get(found["state"], ()) else "IllegalTransition"

    def _refused(self, error: TandemError, language: Language, link: Link | None) -> HTMLResponse:
        spoken = link.language if link else language
        words = TABLES[spoken]
        notice = words.get(f"link.refused.{type(error).__name__}", words["link.refused.other"])
        status = 403 if isinstance(error, LinkRefused) else 409 if isinstance(error, OperationsError) else 503
        html = page(words, spoken, words["link.title"], [], notice=notice)
        return HTMLResponse(html, status, dict(HEADERS))

    def _page(self, link: Link, found: "Row", *, notice: str = "", is_done: bool = False, form: str = "",
              status: int = 200) -> HTMLResponse:  # fmt: skip
        card = card_of(render("requisition", requisition_row({**found}), link.language))
        words = TABLES[link.language]
        html = page(words, link.language, card.title, card.lines, notice=notice, is_done=is_done, form=form)
        return HTMLResponse(html, status, dict(HEADERS))
