-- Old rows are all right: the constraint only got weaker.

alter table provisor.operation
  validate constraint operation_result_names_rows;
