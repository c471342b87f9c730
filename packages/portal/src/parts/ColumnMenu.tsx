/** Which columns a table shows and pins, and how close its rows are. */

import { ActionIcon, Checkbox, Menu } from "@mantine/core";
import { type Layout, ROW_PX, type TableColumn } from "./tableLayout";

interface ColumnMenuProps<T> {
  name: string;
  columns: readonly TableColumn<T>[];
  layout: Layout;
  setLayout: (layout: Layout) => void;
}

export function ColumnMenu<T>({ name, columns, layout, setLayout }: ColumnMenuProps<T>) {
  const toggled = (list: string[], id: string) =>
    list.includes(id) ? list.filter((other) => other !== id) : [...list, id];
  return (
    <Menu position="bottom-end" closeOnItemClick={false} width={260}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Columns of ${name}`}
          size="sm"
          className="no-print"
        >
          ⋯
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: "auto" }}>
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
      </Menu.Dropdown>
    </Menu>
  );
}
