"""Questions about cost, use and value, answered in rows; the portal's charts ask the same way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, TypeVar

from typing_extensions import Unpack

from payi._modes import AsyncRaw, AsyncStreaming, SyncRaw, SyncStreaming
from payi._options import CallOptions
from payi._request import Call
from payi._resource import RawView, Resource, StreamingView, endpoint
from payi._sentinels import Omit, omit
from payi.types.questions import Answer, CompareRangeParam, FilterParam, Grain, QuestionParam

M = TypeVar("M")


class QuestionsResource(Resource[M]):
    with_raw_response: RawView[QuestionsResource[SyncRaw], QuestionsResource[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[
        QuestionsResource[SyncStreaming], QuestionsResource[AsyncStreaming]
    ] = StreamingView()

    @endpoint
    def ask(
        self,
        *,
        metrics: Sequence[str],
        from_: str | datetime,
        to: str | datetime,
        by: Sequence[str] | Omit = omit,
        zone: str | Omit = omit,
        grain: Grain | Omit = omit,
        filters: Sequence[FilterParam] | Omit = omit,
        top: int | Omit = omit,
        order: str | Omit = omit,
        compare: Literal["previous"] | CompareRangeParam | Omit | None = omit,
        instance_time: bool | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> Call[Answer]:
        """Metrics such as `cost`, grouped `by` dimensions such as `use_case`, from `from_` up to but without
        `to`.

        `zone` is the IANA time zone of buckets and of the hour of the day; `grain` adds a time column; the
        groups beyond `top` are summed up in one row; `compare` adds the values of an earlier range.
        """
        return Call(
            "POST",
            "/api/v1/questions",
            Answer,
            options,
            body={
                "metrics": metrics,
                "by": by,
                "from": from_,
                "to": to,
                "zone": zone,
                "grain": grain,
                "filters": filters,
                "top": top,
                "order": order,
                "compare": compare,
                "instance_time": instance_time,
            },
        )

    @endpoint
    def csv(self, question: QuestionParam, **options: Unpack[CallOptions]) -> Call[str]:
        """The answer to `question` as CSV (RFC 4180), amounts not rounded."""
        return Call("POST", "/api/v1/questions", str, options, body=question, headers={"Accept": "text/csv"})
