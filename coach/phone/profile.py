"""What the bot says about itself (name, commands, menu) and where it wants its updates; as in ``botapi``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from coach.phone import rules
from coach.phone.rules import RefusedError
from coach.phone.world import Json, World

LOOPBACK = {"127.0.0.1", "localhost", "::1"}

Method = Callable[[World, Any], Any]
Played = TypeVar("Played", bound=Method)
METHODS: dict[type[rules.Params], Method] = {}


def _plays(model: type[rules.Params]) -> Callable[[Played], Played]:
    def register(method: Played) -> Played:
        METHODS[model] = method
        return method

    return register


@_plays(rules.GetMe)
def _get_me(world: World, _: rules.GetMe) -> Json:
    can = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries")
    more = ("can_connect_to_business", "has_main_web_app")
    return {**world.me, **dict.fromkeys((*can, *more), False)}


def _scope(params: rules.GetMyCommands) -> tuple[str, str]:
    scope = params.scope.plain() if params.scope else {"type": "default"}
    return ":".join(map(str, scope.values())), params.language_code


@_plays(rules.SetMyCommands)
def _set_commands(world: World, params: rules.SetMyCommands) -> bool:
    world.commands[_scope(params)] = [one.plain() for one in params.commands]
    world.notice_everywhere("profile")
    return True


@_plays(rules.GetMyCommands)
def _get_commands(world: World, params: rules.GetMyCommands) -> list[Json]:
    return world.commands.get(_scope(params), [])


@_plays(rules.DeleteMyCommands)
def _delete_commands(world: World, params: rules.DeleteMyCommands) -> bool:
    world.commands.pop(_scope(params), None)
    world.notice_everywhere("profile")
    return True


def _about(setter: type[rules.Params], getter: type[rules.Params], name: str) -> None:
    def set_it(world: World, params: Any) -> bool:
        world.about[name, params.language_code] = getattr(params, name)
        world.notice_everywhere("profile")
        return True

    def get_it(world: World, params: Any) -> Json:
        fallback = world.about.get((name, ""), "")
        return {name: world.about.get((name, params.language_code)) or fallback}

    METHODS[setter], METHODS[getter] = set_it, get_it


_about(rules.SetMyName, rules.GetMyName, "name")
_about(rules.SetMyDescription, rules.GetMyDescription, "description")
_about(rules.SetMyShortDescription, rules.GetMyShortDescription, "short_description")


@_plays(rules.SetChatMenuButton)
def _set_menu(world: World, params: rules.SetChatMenuButton) -> bool:
    button = params.menu_button.plain() if params.menu_button else {"type": "default"}
    world.menu_buttons[params.chat_id] = button
    world.notice_everywhere("profile")
    return True


@_plays(rules.GetChatMenuButton)
def _get_menu(world: World, params: rules.GetChatMenuButton) -> Json:
    return world.menu_buttons.get(params.chat_id) or world.menu_buttons.get(None) or {"type": "commands"}


# The webhook


@_plays(rules.SetWebhook)
def _set_webhook(world: World, params: rules.SetWebhook) -> bool:
    if not params.url:
        return _delete_webhook(world, params)
    parts = urlsplit(params.url)
    if parts.scheme not in {"http", "https"} or parts.hostname not in LOOPBACK:
        raise RefusedError("bad webhook: the phone posts to this machine only", rule=True)
    if params.allowed_updates is not None:
        world.updates.allowed = params.allowed_updates
    _drop(world, params.drop_pending_updates)
    world.webhook = {
        "url": params.url,
        "max_connections": params.max_connections,
        "secret": params.secret_token or "",
    }
    world.pulse.beat()
    return True


@_plays(rules.DeleteWebhook)
def _delete_webhook(world: World, params: rules.DeleteWebhook | rules.SetWebhook) -> bool:
    world.webhook = {}
    _drop(world, params.drop_pending_updates)
    world.pulse.beat()
    return True


def _drop(world: World, drop: bool) -> None:
    if drop:
        world.updates.drop()


@_plays(rules.GetWebhookInfo)
def _webhook_info(world: World, _: rules.GetWebhookInfo) -> Json:
    info: Json = {"url": "", "has_custom_certificate": False}
    info |= {name: value for name, value in world.webhook.items() if name != "secret"}
    if world.updates.allowed:
        info["allowed_updates"] = world.updates.allowed
    return {**info, "pending_update_count": len(world.updates.pending)}
