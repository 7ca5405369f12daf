"""The time zone of all times in the tables."""

LOCAL_ZONE = "Asia/Shanghai"
UPDATED = "updated_at"
