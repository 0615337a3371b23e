"""Organisations: their people, their own facts, and the page of an invitation."""

from django.urls import include, path

from aplomb.apps.organisations import (
    affiliation_views,
    approval_views,
    bulk_views,
    handover_views,
    import_views,
    merging_views,
    structure_views,
    views,
)

app_name = "organisations"
of_one = [
    path("team/", views.team, name="team"),
    path("team/invitations/", views.invite, name="invite"),
    path("team/invitations/many/", bulk_views.invite_many, name="invite-many"),
    path("team/invitations/many/sending/", bulk_views.invite_many_send, name="invite-many-send"),
    path("team/invitations/<int:pk>/again/", views.invitation_again, name="invitation-again"),
    path("team/invitations/<int:pk>/revocation/", views.invitation_revoke, name="invitation-revoke"),
    path("team/<int:pk>/end/", handover_views.membership_end, name="membership-end"),
    path("team/<int:pk>/period/", handover_views.period, name="period"),
    path("team/<int:pk>/handover/", handover_views.work, name="work"),
    path("team/<int:pk>/factors/", views.factors_forget, name="factors-forget"),
    path("team/second-factor/", views.factor_demand, name="factor-demand"),
    path("settings/", views.settings, name="settings"),
    path("settings/facts/", views.facts_update, name="facts"),
    path("approval/", approval_views.approval_grant, name="approval-grant"),
    path("approval/<int:pk>/end/", approval_views.approval_end, name="approval-end"),
    path("consultancies/none/", approval_views.consultancy_none, name="consultancy-none"),
    path("consultancies/", views.engagement_create, name="engagement-create"),
    path("consultancies/<int:pk>/acceptance/", views.engagement_accept, name="engagement-accept"),
    path("consultancies/<int:pk>/end/", views.engagement_end, name="engagement-end"),
    path("structure/", structure_views.structure, name="structure"),
    path("supervision/", affiliation_views.affiliation_create, name="affiliation-create"),
    path("supervision/arranged/", affiliation_views.affiliation_arrange, name="affiliation-arrange"),
    path("supervision/asked/", affiliation_views.site_ask, name="site-ask"),
    path("supervision/<int:pk>/acceptance/", affiliation_views.affiliation_accept, name="affiliation-accept"),
    path("supervision/<int:pk>/end/", affiliation_views.affiliation_leave, name="affiliation-leave"),
    path(
        "supervision/<int:pk>/withdrawal/",
        affiliation_views.affiliation_withdraw,
        name="affiliation-withdraw",
    ),
]
urlpatterns = [
    path("organisations/", views.organisation_list, name="list"),
    path("organisations/new/", views.organisation_create, name="create"),
    path("organisations/new/extract/", views.organisation_prefill, name="prefill"),
    path("organisations/doubles/", merging_views.doubles, name="doubles"),
    path("organisations/doubles/merging/", merging_views.merge, name="merge"),
    path("organisations/import/", import_views.sites_import, name="import"),
    path("organisations/import/take/", import_views.sites_take, name="import-take"),
    path("invitations/mine/", views.invitation_mine, name="invitation-mine"),
    path("invitations/<str:secret>/", views.invitation, name="invitation"),
    path("o/<int:organisation_pk>/", include(of_one)),
]
