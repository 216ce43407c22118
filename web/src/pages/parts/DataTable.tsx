import { Table } from "@mantine/core";
import type { ReactNode } from "react";

import classes from "./DataTable.module.css";

export interface Column<Row> {
  readonly key: string;
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand under each other. */
  readonly numeric?: boolean;
  /** The cell that names the row; the others are listed under it on a phone. */
  readonly title?: boolean;
}

interface Props<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly footer?: ReactNode;
}

/** A table where there is room for it, else a card for each row: one markup, whose roles are said aloud for the cards. */
export function DataTable<Row>({ caption, columns, rows, rowKey, footer }: Props<Row>) {
  return (
    <div className={classes.frame}>
      <Table className={classes.table} role="table" verticalSpacing="xs" captionSide="top" highlightOnHover>
        <caption className={classes.caption}>{caption}</caption>
        <Table.Thead role="rowgroup" className={classes.head}>
          <Table.Tr role="row">
            {columns.map((column) => (
              <Table.Th key={column.key} role="columnheader" scope="col" data-numeric={column.numeric || undefined}>
                {column.head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role="rowgroup">
          {rows.map((row) => (
            <Table.Tr key={rowKey(row)} role="row" className={classes.row}>
              {columns.map((column) => (
                <Cell key={column.key} column={column} row={row} />
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
        {footer}
      </Table>
    </div>
  );
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const content = column.cell(row);
  if (column.title)
    return (
      <Table.Th role="rowheader" scope="row" className={classes.title}>
        {content}
      </Table.Th>
    );
  return (
    <Table.Td role="cell" data-head={column.head} data-numeric={column.numeric || undefined} className={classes.cell}>
      <div>{content}</div>
    </Table.Td>
  );
}
