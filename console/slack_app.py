"""The Slack app: each handler acknowledges first and works after (Slack waits for three seconds)."""

import functools
import logging
import re
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

from slack_bolt import Ack, App, BoltContext, BoltResponse, Respond

from alerts.render.values import number
from console import answers, views
from console.board import Board, said
from console.desk import Answer, Desk
from console.errors import NoSlackChannel
from console.presses import Body, Press, days_of, entered, pressed, submitted
from operations.edits import MOST
from operations.errors import OperationsError
from tandem.channel_settings import SlackChannel
from tandem.cycle import Cycle
from tandem.steps.notify import deliver_due, with_buttons

if TYPE_CHECKING:
    from slack_sdk import WebClient

LOG = logging.getLogger(__name__)


def create_app(cycle: Cycle, signing_secret: str | None = None, executor: Executor | None = None) -> App:
    """The app of a company, connected to nothing yet.

    Args:
        cycle: the company; its first Slack channel with `buttons` gives token and address.
        signing_secret: Slack's, for requests over HTTP; Socket Mode needs none.
        executor: what works after an acknowledgement; Bolt's own threads by default.

    Raises:
        NoSlackChannel: the company file has none that is switched on.
        SecretMissing: the bot's token is not set.
    """
    from alerts.channels.slack import web_client

    config = answering_channel(cycle)
    client = web_client(cycle.secrets(config.token), config.url, 30, is_repeatable=False)
    app = App(
        client=client,
        signing_secret=signing_secret,
        token_verification_enabled=False,
        listener_executor=executor,
        logger=LOG,
    )
    app.middleware(_only_our_team)
    app.error(_answered)
    _Handlers(cycle, config, client).register(app)
    return app


def check(cycle: Cycle) -> None:
    """Asks Slack who the token is, and whether it may read the channel. Raises a DeliveryError with what to do."""
    from alerts.channels import SlackChannel as Open

    config = answering_channel(cycle)
    Open("chat", config.channel, cycle.secrets(config.token), config.url).check()


def answering_channel(cycle: Cycle) -> SlackChannel:
    """The Slack channel whose token the app uses. Raises NoSlackChannel."""
    channels = [one for one in cycle.company.channels.values() if isinstance(one, SlackChannel) and one.enabled]
    if not channels:
        raise NoSlackChannel("The company file has no Slack channel that is switched on: add one under `channels`.")
    return next((one for one in channels if one.buttons), channels[0])


def _only_our_team(context: BoltContext, body: Body, next: Callable[[], BoltResponse]) -> BoltResponse:
    """Another workspace's requests, and people of another one in a shared channel, are turned away."""
    ours = context.authorize_result.team_id if context.authorize_result else None
    user = body.get("user")
    theirs = {context.team_id, user.get("team_id") if isinstance(user, Mapping) else None} - {None}
    if ours is None or theirs != {ours}:
        LOG.warning("A request of workspace %s was turned away; the app is of %s", sorted(map(str, theirs)), ours)
        return BoltResponse(status=403, body="")
    return next()


def _survived(handler: Callable[..., None]) -> Callable[..., None]:
    """`handler`, whose failures are logged: Bolt would take back the acknowledgement, and Slack would send again."""

    @functools.wraps(handler)
    def handled(*args: Any, **kwargs: Any) -> None:
        try:
            handler(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 whatever it is, the next press is served
            _log(error)

    return handled


_MISSHAPEN = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What Bolt meets in a request that is none of Slack's, as it looks into it unseen."""


def _answered(error: Exception) -> BoltResponse:
    """Slack sends again what gets 500: right for a failure of ours, in vain for a request that nobody understands."""
    _log(error)
    return BoltResponse(status=400 if isinstance(error, _MISSHAPEN) else 500, body="")


def _log(error: Exception) -> None:
    LOG.error("A press could not be worked on: %s", error, exc_info=error)


_SNOOZE = re.compile(r"(alert|requisition)_(wake|snooze_\d+)")
_NO_REASON = "Say why, for the record."


def _acked(ack: Ack, wrong: Mapping[str, str]) -> bool:
    """Acknowledges a form: closes it, or keeps it open with what is wrong by input."""
    if wrong:
        ack(response_action="errors", errors=dict(wrong))
    else:
        ack()
    return not wrong


class _Handlers:
    def __init__(self, cycle: Cycle, config: SlackChannel, client: "WebClient") -> None:
        self._cycle = cycle
        self._desk = Desk(cycle)
        self._board = Board(cycle, config, client)

    def register(self, app: App) -> None:
        """Every action, form, command and event that the app knows."""
        actions: dict[str, Callable[..., None]] = {
            "requisition_approve": self.approve,
            "requisition_reject": self.ask_reason,
            "requisition_edit": self.ask_quantity,
            "requisition_reassign": self.ask_to_whom,
            "requisition_arithmetic": self.show_arithmetic,
        }
        for action_id, handler in actions.items():
            app.action(action_id)(_survived(handler))
        app.action(_SNOOZE)(_survived(self.snooze))
        app.view(views.REJECT)(_survived(self.reject))
        app.view(views.EDIT)(_survived(self.edit))
        app.view(views.REASSIGN)(_survived(self.reassign))
        app.command("/tandem")(_survived(self.command))
        app.event("app_home_opened")(_survived(self.open_home))

    def approve(self, ack: Ack, body: dict[str, Any]) -> None:
        """Approves, at once."""
        ack()
        press = pressed(body)
        self._tell(press, self._desk.approve(press))

    def ask_reason(self, ack: Ack, body: dict[str, Any], client: "WebClient") -> None:
        """Shows the form of a rejection to who may reject."""
        ack()
        self._ask(body, client, views.reject_form, to="rejected")

    def ask_quantity(self, ack: Ack, body: dict[str, Any], client: "WebClient") -> None:
        """Shows the form of another quantity to who may decide."""
        ack()
        self._ask(body, client, lambda press: views.edit_form(press, self._desk.record(press)))

    def ask_to_whom(self, ack: Ack, body: dict[str, Any], client: "WebClient") -> None:
        """Shows the form of handing over to who is asked; where nobody could take it, says so."""
        ack()
        press = pressed(body)
        if others := self._desk.others(press):
            self._ask(body, client, lambda press: views.reassign_form(press, others), to="rejected")
        else:
            self._board.whisper(press, said(f"{press.number}: there is no other approver who could decide it."))

    def snooze(self, ack: Ack, body: dict[str, Any]) -> None:
        """Snoozes a requisition or an alert for the days of the button, or wakes it."""
        ack()
        press = pressed(body)
        self._tell(press, self._desk.snooze(press, days_of(body)))

    def _ask(self, body: Body, client: "WebClient", form: Callable[[Press], views.View], to: str = "") -> None:
        """Opens a form; Slack takes it for three seconds after the press."""
        press = pressed(body)
        if refusal := self._desk.refusal(press, to):
            self._tell(press, refusal)
        else:
            client.views_open(trigger_id=body["trigger_id"], view=form(press))

    def reject(self, ack: Ack, body: dict[str, Any]) -> None:
        """Rejects, with the reason that was given."""
        reason = entered(body, "reason")
        if _acked(ack, {} if reason else {"reason": _NO_REASON}):
            press = submitted(body)
            self._tell(press, self._desk.reject(press, reason))

    def edit(self, ack: Ack, body: dict[str, Any]) -> None:
        """Changes the quantity. What the form alone can tell is said in the form, the rest by the desk."""
        reason, quantity = entered(body, "reason"), number(entered(body, "quantity"))
        wrong = {} if reason else {"reason": _NO_REASON}
        if quantity is None or not 0 < quantity <= MOST:
            wrong["quantity"] = "A number above 0, such as 24 or 2.5."
        if _acked(ack, wrong) and quantity is not None:
            press = submitted(body)
            self._tell(press, self._desk.edit(press, quantity, reason))

    def reassign(self, ack: Ack, body: dict[str, Any]) -> None:
        """Hands over; the other one is told by a message of the new revision."""
        reason, to = entered(body, "reason"), entered(body, "to")
        if _acked(ack, ({} if reason else {"reason": _NO_REASON}) | ({} if to else {"to": "Choose somebody."})):
            press = submitted(body)
            answer = self._desk.reassign(press, to, reason)
            self._tell(press, answer)
            if answer.is_changed:
                deliver_due(self._cycle, with_buttons(self._cycle))

    def show_arithmetic(self, ack: Ack, body: dict[str, Any]) -> None:
        """The sums behind the quantity, for the eyes of who asked, in the message's thread."""
        ack()
        press = pressed(body)
        try:
            content = answers.arithmetic(self._cycle, self._desk.record(press), press.user)
        except OperationsError as error:
            content = {"text": said(str(error))}
        self._board.whisper(press, **content, in_thread=True)

    def command(self, ack: Ack, command: dict[str, Any], respond: Respond) -> None:
        """`/tandem why SKU`, `stock SKU`, `pending`."""
        ack()
        member = str(command["user_id"])
        answer = answers.answer(self._cycle, str(command.get("text") or ""), member, self._desk.name_of(member))
        respond(**answer, response_type="ephemeral")

    def open_home(self, event: dict[str, Any]) -> None:
        """Shows what waits for the person who opened the app. Bolt has acknowledged the event."""
        if event.get("tab") == "home":
            self._show_home(str(event["user"]))

    def _show_home(self, user: str) -> None:
        self._board.publish_home(user, views.home(self._desk.waiting(user)))

    def _tell(self, press: Press, answer: Answer) -> None:
        """The message shows how it stands; the thread says it once; who pressed in vain hears it alone."""
        places = self._board.refresh(press.number, press.place) if answer.is_outdated else []
        if answer.is_decided:
            deliver_due(self._cycle, with_buttons(self._cycle))
        elif answer.is_changed:
            self._board.note(places, answer.sentence)
        if not answer.is_changed or not press.place.channel:
            self._board.whisper(press, said(answer.sentence))
        if not press.place.channel:
            self._show_home(press.user)
