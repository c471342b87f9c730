"""Reports: questions that are saved under a name, with a range such as `last 7 days`."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from typing_extensions import Unpack

from payi._encoding import path
from payi._modes import AsyncRaw, AsyncStreaming, SyncRaw, SyncStreaming
from payi._options import CallOptions, ListOptions
from payi._request import Call, listing
from payi._resource import RawView, Resource, StreamingView, endpoint, list_endpoint
from payi._sentinels import NoneType, Omit, omit
from payi.types.questions import Answer, QuestionParam
from payi.types.reports import SavedReport

M = TypeVar("M")


class ReportsResource(Resource[M]):
    """`create` … `delete` manage the saved questions; `run` and `csv` answer one, from `from_` up to but
    without `to`.
    """

    with_raw_response: RawView[ReportsResource[SyncRaw], ReportsResource[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[
        ReportsResource[SyncStreaming], ReportsResource[AsyncStreaming]
    ] = StreamingView()

    @endpoint
    def create(
        self,
        *,
        name: str,
        question: QuestionParam,
        range: str | Omit = omit,  # noqa: A002 - the name on the wire
        **options: Unpack[CallOptions],
    ) -> Call[SavedReport]:
        """Save a question; with a `range` such as `last 7 days` it has no `from` and `to` of its own."""
        body = {"name": name, "question": question, "range": range}
        return Call("POST", "/api/v1/reports", SavedReport, options, body=body)

    @list_endpoint
    def list(self, **options: Unpack[ListOptions]) -> Call[SavedReport]:
        return listing("/api/v1/reports", SavedReport, options)

    @endpoint
    def retrieve(self, report_id: str, **options: Unpack[CallOptions]) -> Call[SavedReport]:
        """The saved question; `run` answers it."""
        return Call("GET", _question_path(report_id), SavedReport, options)

    @endpoint
    def update(
        self,
        report_id: str,
        *,
        name: str,
        question: QuestionParam,
        range: str | Omit = omit,  # noqa: A002 - the name on the wire
        **options: Unpack[CallOptions],
    ) -> Call[SavedReport]:
        """Replace the saved question."""
        body = {"name": name, "question": question, "range": range}
        return Call("PUT", _question_path(report_id), SavedReport, options, body=body)

    @endpoint
    def delete(self, report_id: str, **options: Unpack[CallOptions]) -> Call[None]:
        return Call("DELETE", _question_path(report_id), NoneType, options)

    @endpoint
    def run(
        self,
        report_id: str,
        *,
        from_: str | datetime | Omit | None = omit,
        to: str | datetime | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Call[Answer]:
        """The answer, over the saved range unless another is given."""
        return Call("GET", _report_path(report_id), Answer, options, query={"from": from_, "to": to})

    @endpoint
    def csv(
        self,
        report_id: str,
        *,
        from_: str | datetime | Omit | None = omit,
        to: str | datetime | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Call[str]:
        """The answer as CSV (RFC 4180), amounts not rounded."""
        return Call(
            "GET",
            _report_path(report_id),
            str,
            options,
            query={"from": from_, "to": to},
            headers={"Accept": "text/csv"},
        )


def _report_path(report_id: str) -> str:
    return path("/api/v1/reports/{report_id}", report_id=report_id)


def _question_path(report_id: str) -> str:
    return f"{_report_path(report_id)}/question"
