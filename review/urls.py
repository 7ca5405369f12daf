"""The addresses of the desk."""

from django.urls import include, path

from review.pages import answer as answering
from review.pages import auth, bulk, case, files, log, people, queue, referrals, static

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("sign-in/", auth.sign_in, name="login"),
    path("sign-out/", auth.sign_out, name="logout"),
    path("password/", auth.password, name="password"),
    path("language/", auth.language, name="language"),
    path("cases/", queue.case_list, name="cases"),
    path("cases/next/", queue.take_next, name="take_next"),
    path("cases/bulk/", bulk.preview, name="bulk"),
    path("cases/bulk/apply/", bulk.apply, name="bulk_apply"),
    path("cases/<slug:case_id>/", case.case, name="case"),
    path("cases/<slug:case_id>/do/<slug:name>/", case.do, name="do"),
    path("cases/<slug:case_id>/answer/", answering.answer, name="answer"),
    path("cases/<slug:case_id>/identity/", case.unmask, name="unmask"),
    path("cases/<slug:case_id>/money/<int:pk>/reverse/", case.reverse, name="reverse"),
    path("attachments/<int:pk>/", files.download, name="download"),
    path("attachments/<int:pk>/verify/", files.verify, name="verify"),
    path("referrals/<int:pk>/<slug:step>/", referrals.referral, name="referral"),
    path("appeals/<int:pk>/", referrals.appeal, name="appeal"),
    path("views/save/", queue.save_view, name="save_view"),
    path("views/<int:pk>/drop/", queue.drop_view, name="drop_view"),
    path("runs/", log.runs, name="runs"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/", people.person, name="person"),
    path("log/", log.log, name="log"),
    path("", include("review.excel.urls")),
    path("", include("review.documents.urls")),
    path("", include("review.statistics.urls")),
    path("static/<path:path>", static.static, name="static"),
]
