"""The steps of a night, one file each: functions of a Night that return what run.json records."""
