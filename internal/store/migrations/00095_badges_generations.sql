-- +goose Up
-- The number of the result that was the last word about a piece of evidence. What is void under a number can be won back by a later
-- one; a name of its own then keeps what is earned anew apart from what was revoked.
alter table certification_evidence add column version bigint not null default 1;
update certification_evidence set version = 9223372036854775807 where voided_at is not null;
