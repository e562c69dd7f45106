"""Bodies of requests, read no further than they may be long."""

from fastapi import HTTPException, Request


async def read_body(request: Request, most: int) -> bytes:
    """The body. Raises HTTPException 413 when it is longer than `most` bytes."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise HTTPException(413, "too large")
    return bytes(body)
