"""Which command asks for a step of the workflow, and which event records it."""

from collections.abc import Mapping

from civic.cases import commands as c
from civic.cases import events as e
from civic.kernel.event import Event

EVENT_OF: Mapping[str, type[Event]] = {
    "claim": e.CaseClaimed,
    "release": e.CaseReleased,
    "acknowledge": e.CaseAcknowledged,
    "assign": e.CaseAssigned,
    "answer": e.CaseAnswered,
    "schedule": e.CaseScheduled,
    "put_on_hold": e.CasePutOnHold,
    "end_hold": e.HoldEnded,
    "ask": e.QuestionAsked,
    "remind": e.ReporterReminded,
    "reply": e.QuestionAnswered,
    "expire": e.QuestionExpired,
    "forward": e.CaseForwarded,
    "hand_over": e.CaseHandedOver,
    "send_back": e.CaseSentBack,
    "resume": e.CaseResumed,
    "enquire": e.EnquiryMade,
    "move_deadline": e.DeadlineMoved,
    "miss_deadline": e.DeadlineMissed,
    "resolve": e.CaseResolved,
    "decline": e.CaseDeclined,
    "mark_duplicate": e.CaseFoundDuplicate,
    "withdraw": e.CaseWithdrawn,
    "confirm": e.SettlementConfirmed,
    "request_reopening": e.ReopeningRequested,
    "reopen": e.CaseReopened,
    "refuse_reopening": e.ReopeningRefused,
    "refer": e.CaseReferred,
    "cancel": e.CaseCancelled,
    "close": e.CaseClosed,
}
STEP_OF: Mapping[type[Event], str] = {event: step for step, event in EVENT_OF.items()}
COMMAND_OF: Mapping[str, type[c.CaseStep]] = {
    "claim": c.ClaimCase,
    "release": c.ReleaseCase,
    "acknowledge": c.AcknowledgeCase,
    "assign": c.AssignCase,
    "answer": c.AnswerCase,
    "schedule": c.ScheduleCase,
    "put_on_hold": c.PutCaseOnHold,
    "end_hold": c.EndHold,
    "ask": c.AskReporter,
    "remind": c.RemindReporter,
    "reply": c.AnswerQuestion,
    "expire": c.ExpireQuestion,
    "forward": c.ForwardCase,
    "hand_over": c.HandOver,
    "send_back": c.SendBack,
    "resume": c.ResumeCase,
    "enquire": c.MakeEnquiry,
    "miss_deadline": c.MissDeadline,
    "resolve": c.ResolveCase,
    "decline": c.DeclineCase,
    "mark_duplicate": c.MarkDuplicate,
    "withdraw": c.WithdrawCase,
    "confirm": c.ConfirmSettlement,
    "request_reopening": c.RequestReopening,
    "reopen": c.ReopenCase,
    "refuse_reopening": c.RefuseReopening,
}
STEP_ASKED_BY: Mapping[type[c.CaseStep], str] = {command: step for step, command in COMMAND_OF.items()}
