/** Which columns a table shows and pins, and how close its rows are. */

import { ActionIcon } from "@mantine/core";
import { later } from "./later";
import { Opener } from "./Opener";
import type { Layout, TableColumn } from "./tableLayout";

const ColumnItems = later(async () => (await import("./ColumnItems")).default);

export interface ColumnMenuProps<T> {
  name: string;
  columns: readonly TableColumn<T>[];
  layout: Layout;
  setLayout: (layout: Layout) => void;
}

export function ColumnMenu<T>(props: ColumnMenuProps<T>) {
  const button = (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={`Columns of ${props.name}`}
      size="sm"
      className="no-print"
    >
      ⋯
    </ActionIcon>
  );
  return (
    <Opener popup="menu" button={button} ahead={ColumnItems.ahead}>
      {(beside) => <ColumnItems {...(props as ColumnMenuProps<unknown>)} beside={beside} />}
    </Opener>
  );
}
