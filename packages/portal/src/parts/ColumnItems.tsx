/** The columns of a table to be shown and pinned, and how close its rows are. Loaded when somebody wants to change it. */

import { Checkbox, Menu } from "@mantine/core";
import type { ColumnMenuProps } from "./ColumnMenu";
import { FloatingMenu } from "./Floating";
import type { Beside } from "./Opener";
import { ROW_PX } from "./tableLayout";

export default function ColumnItems({
  columns,
  layout,
  setLayout,
  beside,
}: ColumnMenuProps<unknown> & { beside: Beside }) {
  const toggled = (list: string[], id: string) =>
    list.includes(id) ? list.filter((other) => other !== id) : [...list, id];
  return (
    <FloatingMenu
      beside={beside}
      position="bottom-end"
      closeOnItemClick={false}
      width={260}
      styles={{ dropdown: { maxHeight: 420, overflowY: "auto" } }}
    >
      <Menu.Label>Columns</Menu.Label>
      {columns.map((column) => (
        <Menu.Item
          key={column.id}
          component="div"
          onClick={() => setLayout({ ...layout, hidden: toggled(layout.hidden, column.id) })}
        >
          <Checkbox
            size="xs"
            readOnly
            tabIndex={-1}
            label={column.label}
            checked={!layout.hidden.includes(column.id)}
          />
        </Menu.Item>
      ))}
      <Menu.Label>Pinned</Menu.Label>
      {columns
        .filter((column) => !layout.hidden.includes(column.id))
        .map((column) => (
          <Menu.Item
            key={column.id}
            component="div"
            onClick={() => setLayout({ ...layout, pinned: toggled(layout.pinned, column.id) })}
          >
            <Checkbox
              size="xs"
              readOnly
              tabIndex={-1}
              label={column.label}
              checked={layout.pinned.includes(column.id)}
            />
          </Menu.Item>
        ))}
      <Menu.Label>Density</Menu.Label>
      {(Object.keys(ROW_PX) as (keyof typeof ROW_PX)[]).map((density) => (
        <Menu.Item
          key={density}
          fw={density === layout.density ? 600 : undefined}
          onClick={() => setLayout({ ...layout, density })}
        >
          {density}
        </Menu.Item>
      ))}
    </FloatingMenu>
  );
}
