"""How the bot gets its updates: asking, or being called."""

from __future__ import annotations

from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.params import Params
from bot.sandbox.records import Json
from bot.sandbox.services import Method, Services


async def get_updates(services: Services, params: Params) -> list[Json]:
    services.updates.allow(_kinds(params))
    return await services.updates.poll(
        params.integer("offset"), params.integer("limit", 100), params.integer("timeout")
    )


async def set_webhook(services: Services, params: Params) -> bool:
    services.updates.allow(_kinds(params))
    if params.boolean("drop_pending_updates"):
        services.updates.drop_all()
    if not params.text("url"):
        await services.webhook.delete()
        return True
    secret, connections = params.text("secret_token"), params.integer("max_connections")
    await services.webhook.set(params.text("url"), secret, connections)
    return True


async def delete_webhook(services: Services, params: Params) -> bool:
    await services.webhook.delete()
    if params.boolean("drop_pending_updates"):
        services.updates.drop_all()
    return True


async def get_webhook_info(services: Services, params: Params) -> Json:
    return services.webhook.info()


def _kinds(params: Params) -> list[str] | None:
    kinds: Any = params.structure("allowed_updates") if params.has("allowed_updates") else None
    if kinds is not None and not (isinstance(kinds, list) and all(isinstance(kind, str) for kind in kinds)):
        raise bad_request("can't parse allowed updates: expected an Array of String")
    return kinds


METHODS: dict[str, Method] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
