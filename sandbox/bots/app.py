"""One app with the three doubles under their vendors' paths: `/open-apis/bot/v2/hook/<token>` (Feishu),
`/robot/send?access_token=` (DingTalk), `/cgi-bin/webhook/send?key=` (WeCom).

Like the services they answer errors with HTTP 200 and a code in the body, and never deduplicate. What they enforce is
what the vendors' pages say (see `alerts/channels/`); they have not been compared with the live services.
"""

import json
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.bots.dingtalk import DingTalkDouble
from sandbox.bots.feishu import FeishuDouble
from sandbox.bots.group import Group, Refusal
from sandbox.bots.wecom import WeComDouble
from sandbox.slack.faults import Fault, after, before, take

MAX_BODY = 20_000
Clock = Callable[[], datetime]
Double = FeishuDouble | DingTalkDouble | WeComDouble


def create_app(clock: Clock, token: str = "sandbox", secret: str = "SECsandbox") -> Starlette:
    """The doubles as an ASGI app; `app.state.groups` (vendor -> group) and `app.state.faults` are open to tests.

    Args:
        clock: the moment now, aware UTC; signatures and frequencies are judged by it.
        token: in the address of each bot.
        secret: for the signatures of Feishu and DingTalk.
    """
    feishu, dingtalk = FeishuDouble(Group(clock, 100), secret), DingTalkDouble(Group(clock, 20), secret)
    wecom, faults = WeComDouble(Group(clock, 20)), deque[Fault]()
    routes = [
        Route("/open-apis/bot/v2/hook/{token}", _bot(feishu, token, faults), methods=["POST"]),
        Route("/robot/send", _bot(dingtalk, token, faults), methods=["POST"]),
        Route("/cgi-bin/webhook/send", _bot(wecom, token, faults), methods=["POST"]),
    ]
    app = Starlette(routes=routes)
    app.state.groups = {"feishu": feishu.group, "dingtalk": dingtalk.group, "wecom": wecom.group}
    app.state.faults = faults
    return app


def _bot(double: Double, token: str, faults: "deque[Fault]") -> Callable[[Request], Any]:
    async def post(request: Request) -> Response:
        fault = take(faults, "post")
        if (struck := before(fault)) is not None:
            return struck
        given = request.path_params.get("token") or request.query_params.get(double.token_name)
        try:
            if given != token:
                raise Refusal(double.unknown_token, "token is not exist")
            double.take(await _body(request, double), dict(request.query_params))
        except Refusal as refusal:
            return JSONResponse({double.code: refusal.code, double.said: refusal.said})
        return await after(fault, JSONResponse({double.code: 0, double.said: "success"}), request)

    return post


async def _body(request: Request, double: Double) -> dict[str, Any]:
    raw = await request.body()
    if len(raw) > MAX_BODY:
        raise Refusal(double.too_large, "message too long")
    try:
        said = json.loads(raw)
    except ValueError as error:
        raise Refusal(double.bad_form, "body is not json") from error
    if not isinstance(said, dict):
        raise Refusal(double.bad_form, "body is not an object")
    return said
