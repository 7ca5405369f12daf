"""The first night with a new city: what its data can carry, before anybody is listed."""
