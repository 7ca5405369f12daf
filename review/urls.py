"""Addresses of the desk."""

from django.urls import include, path

from review.pages import answer as answering
from review.pages import auth, bulk, case, drafts, files, log, people, queue, referrals, static, why

urlpatterns = [
    path("", queue.show_queue, name="queue"),
    path("sign-in/", auth.sign_in, name="login"),
    path("sign-out/", auth.sign_out, name="logout"),
    path("password/", auth.change_password, name="password"),
    path("language/", auth.switch_language, name="language"),
    path("workload/", queue.show_workload, name="workload"),
    path("cases/", queue.list_cases, name="cases"),
    path("cases/next/", queue.take_next_case, name="take_next"),
    path("cases/bulk/", bulk.show_bulk_preview, name="bulk"),
    path("cases/bulk/apply/", bulk.apply_bulk, name="bulk_apply"),
    path("cases/<slug:case_id>/", case.show_case, name="case"),
    path("cases/<slug:case_id>/why/", why.show_explanation, name="why"),
    path("cases/<slug:case_id>/do/<slug:name>/", case.take_step, name="do"),
    path("cases/<slug:case_id>/answer/", answering.answer_case, name="answer"),
    path("cases/<slug:case_id>/draft/", drafts.keep_draft, name="draft"),
    path("cases/<slug:case_id>/identity/", case.unmask_identity, name="unmask"),
    path("cases/<slug:case_id>/money/<int:pk>/reverse/", case.reverse_entry, name="reverse"),
    path("attachments/<int:pk>/", files.download_attachment, name="download"),
    path("attachments/<int:pk>/verify/", files.verify_attachment, name="verify"),
    path("referrals/<int:pk>/<slug:step>/", referrals.advance_referral, name="referral"),
    path("proposals/<int:pk>/", referrals.decide_proposal, name="proposal"),
    path("appeals/<int:pk>/", referrals.answer_appeal, name="appeal"),
    path("views/save/", queue.save_view, name="save_view"),
    path("views/<int:pk>/drop/", queue.drop_view, name="drop_view"),
    path("runs/", log.list_runs, name="runs"),
    path("people/", people.manage_officers, name="people"),
    path("people/<int:pk>/", people.edit_officer, name="person"),
    path("grants/", people.list_grants, name="grants"),
    path("grants/<int:pk>/", people.grant_officer, name="grant"),
    path("grants/<int:pk>/second/", people.second_officer_grant, name="second_grant"),
    path("log/", log.show_log, name="log"),
    path("", include("review.excel.urls")),
    path("", include("review.documents.urls")),
    path("", include("review.statistics.urls")),
    path("static/<path:path>", static.static, name="static"),
]
