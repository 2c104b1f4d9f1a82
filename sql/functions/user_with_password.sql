-- Who has a password: all that the operator's command may know of it.

create or replace view provisor.user_with_password as
select u.id from provisor.app_user u where u.password_hash is not null;

comment on view provisor.user_with_password is 'Users who can sign in';
