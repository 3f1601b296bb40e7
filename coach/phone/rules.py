"""What the Bot API demands of each call the phone plays, as data.

    raw parameters ─▶ ``check(method, raw)`` ─▶ a model of the call, or ``RefusedError`` in Telegram's words

One model a method: its fields are the specification's parameters, required where the specification says so.
Parameters of a played method that the phone itself does not play stand in ``unplayed``: they are well-formed
calls, and refused as such rather than silently ignored.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, ValidationError, model_validator

from coach.phone.shapes import (
    BotCommand,
    BotCommandScope,
    Encoded,
    Flag,
    Ident,
    InlineKeyboardMarkup,
    Integer,
    LinkPreviewOptions,
    MenuButton,
    MessageEntity,
    ReactionType,
    ReplyMarkup,
    ReplyParameters,
    Strict,
    Upload,
    refuse,
)

MAX_TEXT, MAX_CAPTION, MAX_TOAST = 4096, 1024, 200

_UNPLAYED = """
addStickerToSet answerChatJoinRequestQuery answerGuestQuery answerInlineQuery answerPreCheckoutQuery
answerShippingQuery answerWebAppQuery approveChatJoinRequest approveSuggestedPost banChatMember
banChatSenderChat close closeForumTopic closeGeneralForumTopic convertGiftToStars copyMessage copyMessages
createChatInviteLink createChatSubscriptionInviteLink createForumTopic createInvoiceLink
createNewStickerSet declineChatJoinRequest declineSuggestedPost deleteAllMessageReactions
deleteBusinessMessages deleteChatPhoto deleteChatStickerSet deleteForumTopic deleteMessageReaction
deleteStickerFromSet deleteStickerSet deleteStory editChatInviteLink editChatSubscriptionInviteLink
editForumTopic editGeneralForumTopic editMessageChecklist editMessageLiveLocation editMessageMedia
editStory editUserStarSubscription exportChatInviteLink forwardMessage forwardMessages getAvailableGifts
getBusinessAccountGifts getBusinessAccountStarBalance getBusinessConnection getChatAdministrators
getChatGifts getChatMember getChatMemberCount getCustomEmojiStickers getForumTopicIconStickers
getGameHighScores getManagedBotAccessSettings getManagedBotToken getMyDefaultAdministratorRights
getMyStarBalance getStarTransactions getStickerSet getUserChatBoosts getUserGifts
getUserPersonalChatMessages getUserProfileAudios getUserProfilePhotos giftPremiumSubscription
hideGeneralForumTopic leaveChat logOut pinChatMessage postStory promoteChatMember readBusinessMessage
refundStarPayment removeBusinessAccountProfilePhoto removeChatVerification removeMyProfilePhoto
removeUserVerification reopenForumTopic reopenGeneralForumTopic replaceManagedBotToken replaceStickerInSet
repostStory restrictChatMember revokeChatInviteLink savePreparedInlineMessage savePreparedKeyboardButton
sendAnimation sendAudio sendChatJoinRequestWebApp sendChecklist sendContact sendDice sendGame sendGift
sendInvoice sendLivePhoto sendLocation sendMediaGroup sendMessageDraft sendPaidMedia sendPoll
sendRichMessage sendRichMessageDraft sendSticker sendVenue sendVideo sendVideoNote sendVoice
setBusinessAccountBio setBusinessAccountGiftSettings setBusinessAccountName
setBusinessAccountProfilePhoto setBusinessAccountUsername setChatAdministratorCustomTitle
setChatDescription setChatMemberTag setChatPermissions setChatPhoto setChatStickerSet setChatTitle
setCustomEmojiStickerSetThumbnail setGameScore setManagedBotAccessSettings
setMyDefaultAdministratorRights setMyProfilePhoto setPassportDataErrors setStickerEmojiList
setStickerKeywords setStickerMaskPosition setStickerPositionInSet setStickerSetThumbnail
setStickerSetTitle setUserEmojiStatus stopMessageLiveLocation stopPoll transferBusinessAccountStars
transferGift unbanChatMember unbanChatSenderChat unhideGeneralForumTopic unpinAllChatMessages
unpinAllForumTopicMessages unpinAllGeneralForumTopicMessages unpinChatMessage upgradeGift
uploadStickerFile verifyChat verifyUser
"""
UNPLAYED = frozenset(_UNPLAYED.split())


class RefusedError(Exception):
    """A call the Bot API would not take. ``rule`` tells a broken rule from a mere fact of the world."""

    def __init__(self, description: str, code: int = 400, *, rule: bool = False, **parameters: int) -> None:
        prefix = {400: "Bad Request: ", 403: "Forbidden: ", 409: "Conflict: "}.get(code, "")
        super().__init__(prefix + description)
        self.code, self.rule, self.parameters = code, rule, parameters


class Params(Strict):
    """One call's parameters."""

    unplayed: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="after")
    def _played_only(self) -> Params:
        for name in self.model_fields_set & self.unplayed:
            refuse(f'the phone does not play the parameter "{name}"')
        return self


class GetMe(Params):
    pass


class GetUpdates(Params):
    offset: Integer = 0
    limit: Annotated[Integer, Field(ge=1, le=100)] = 100
    timeout: Annotated[Integer, Field(ge=0)] = 0
    allowed_updates: Encoded[list[str]] | None = None


class SetWebhook(Params):
    unplayed = frozenset({"certificate", "ip_address"})
    url: str
    certificate: Upload | None = None
    ip_address: str | None = None
    max_connections: Annotated[Integer, Field(ge=1, le=100)] = 40
    allowed_updates: Encoded[list[str]] | None = None
    drop_pending_updates: Flag = False
    secret_token: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,256}$")] | None = None


class DeleteWebhook(Params):
    drop_pending_updates: Flag = False


class GetWebhookInfo(Params):
    pass


class Send(Params):
    """What every sending method shares."""

    unplayed = frozenset(
        {
            "business_connection_id",
            "message_thread_id",
            "direct_messages_topic_id",
            "message_effect_id",
            "suggested_post_parameters",
        }
    )
    business_connection_id: str | None = None
    chat_id: Ident
    message_thread_id: Integer | None = None
    direct_messages_topic_id: Integer | None = None
    disable_notification: Flag = False
    protect_content: Flag = False
    allow_paid_broadcast: Flag = False
    message_effect_id: str | None = None
    suggested_post_parameters: Encoded[dict[str, Any]] | None = None
    reply_parameters: Encoded[ReplyParameters] | None = None
    reply_markup: Encoded[ReplyMarkup] | None = None


class SendMessage(Send):
    text: str
    parse_mode: str | None = None
    entities: Encoded[list[MessageEntity]] | None = None
    link_preview_options: Encoded[LinkPreviewOptions] | None = None


class Captioned(Send):
    caption: str | None = None
    parse_mode: str | None = None
    caption_entities: Encoded[list[MessageEntity]] | None = None


class SendPhoto(Captioned):
    photo: str | Upload
    show_caption_above_media: Flag = False
    has_spoiler: Flag = False


class SendDocument(Captioned):
    unplayed = Send.unplayed | {"thumbnail"}
    document: str | Upload
    thumbnail: str | Upload | None = None
    disable_content_type_detection: Flag = False


class Edit(Params):
    unplayed = frozenset({"business_connection_id", "inline_message_id"})
    business_connection_id: str | None = None
    chat_id: Ident | None = None
    message_id: Integer | None = None
    inline_message_id: str | None = None
    reply_markup: Encoded[InlineKeyboardMarkup] | None = None


class EditMessageText(Edit):
    unplayed = Edit.unplayed | {"rich_message"}
    text: str | None = None
    parse_mode: str | None = None
    entities: Encoded[list[MessageEntity]] | None = None
    link_preview_options: Encoded[LinkPreviewOptions] | None = None
    rich_message: Encoded[dict[str, Any]] | None = None


class EditMessageCaption(Edit):
    caption: str | None = None
    parse_mode: str | None = None
    caption_entities: Encoded[list[MessageEntity]] | None = None
    show_caption_above_media: Flag = False


class EditMessageReplyMarkup(Edit):
    pass


class DeleteMessage(Params):
    chat_id: Ident
    message_id: Integer


class DeleteMessages(Params):
    chat_id: Ident
    message_ids: Encoded[Annotated[list[int], Field(min_length=1, max_length=100)]]


class AnswerCallbackQuery(Params):
    callback_query_id: str
    text: str | None = None
    show_alert: Flag = False
    url: str | None = None
    cache_time: Integer = 0


class SendChatAction(Params):
    unplayed = frozenset({"business_connection_id", "message_thread_id"})
    business_connection_id: str | None = None
    chat_id: Ident
    message_thread_id: Integer | None = None
    action: Literal[
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]


class GetFile(Params):
    file_id: str


class GetMyCommands(Params):
    scope: Encoded[BotCommandScope] | None = None
    language_code: str = ""


class DeleteMyCommands(GetMyCommands):
    pass


class SetMyCommands(GetMyCommands):
    commands: Encoded[Annotated[list[BotCommand], Field(max_length=100)]]


class GetMyName(Params):
    language_code: str = ""


class GetMyDescription(GetMyName):
    pass


class GetMyShortDescription(GetMyName):
    pass


class SetMyName(GetMyName):
    name: Annotated[str, Field(max_length=64)] = ""


class SetMyDescription(GetMyName):
    description: Annotated[str, Field(max_length=512)] = ""


class SetMyShortDescription(GetMyName):
    short_description: Annotated[str, Field(max_length=120)] = ""


class GetChatMenuButton(Params):
    chat_id: Integer | None = None


class SetChatMenuButton(GetChatMenuButton):
    menu_button: Encoded[MenuButton] | None = None


class SetMessageReaction(Params):
    chat_id: Ident
    message_id: Integer
    reaction: Encoded[list[ReactionType]] | None = None
    is_big: Flag = False


class GetChat(Params):
    chat_id: Ident


def _method(model: type[Params]) -> str:
    return model.__name__[0].lower() + model.__name__[1:]


METHODS: dict[str, type[Params]] = {
    _method(model): model
    for model in (
        *(GetMe, GetUpdates, SetWebhook, DeleteWebhook, GetWebhookInfo, SendMessage, SendPhoto, SendDocument),
        *(EditMessageText, EditMessageCaption, EditMessageReplyMarkup, DeleteMessage, DeleteMessages),
        *(AnswerCallbackQuery, SendChatAction, GetFile, GetMyCommands, SetMyCommands, DeleteMyCommands),
        *(GetMyName, SetMyName, GetMyDescription, SetMyDescription, GetMyShortDescription),
        *(SetMyShortDescription, GetChatMenuButton, SetChatMenuButton, SetMessageReaction, GetChat),
    )
}
_SPELLED = {name.lower(): name for name in (*METHODS, *UNPLAYED)}
_MISSING = {
    "text": "message text is empty",
    "chat_id": "chat_id is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
}
_TOO_LONG = {
    "commands": "BOT_COMMANDS_TOO_MUCH",
    "name": "BOT_TITLE_INVALID",
    "description": "USER_DESCRIPTION_TOO_LONG",
    "short_description": "USER_DESCRIPTION_TOO_LONG",
}


def spelled(method: str) -> str:
    """The method's proper spelling: Telegram takes any case. Refuses with 404 what the Bot API does not have."""
    if (name := _SPELLED.get(method.lower())) is None:
        raise RefusedError("Not Found: method not found", 404, rule=True)
    return name


def check(method: str, raw: dict[str, Any]) -> Params:
    """The call as its model; raises ``RefusedError`` (400) for anything the specification does not allow."""
    if method in UNPLAYED:
        raise RefusedError(f'the phone does not play the method "{method}"', rule=True)
    for name, value in raw.items():
        if isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise RefusedError(f'strings must be encoded in UTF-8 (parameter "{name}")', rule=True)
    try:
        return METHODS[method].model_validate(raw)
    except ValidationError as error:
        raise RefusedError(_in_telegrams_words(error), rule=True) from error


def _in_telegrams_words(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    if first["type"] == "telegram":
        return first["msg"]
    if first["type"] == "missing" and len(first["loc"]) == 1:
        return _MISSING.get(name, f'parameter "{name}" is required')
    if first["type"] in {"too_long", "string_too_long"} and name in _TOO_LONG:
        return _TOO_LONG[name]
    if first["type"] == "extra_forbidden":
        return f'unknown parameter "{".".join(map(str, first["loc"]))}"'
    if name == "secret_token":
        return "secret token contains unallowed characters"
    return f'can\'t parse parameter "{".".join(map(str, first["loc"]))}": {first["msg"]}'


__all__ = ["METHODS", "UNPLAYED", "Params", "RefusedError", "check", "spelled"]
