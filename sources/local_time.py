"""The time zone of all times in the tables, and the column that says when a row changed."""

LOCAL_ZONE = "Asia/Shanghai"  # the contract's times have no zone and mean this one
UPDATED = "updated_at"
