/** The views of a page, and keeping one more. Loaded when somebody wants one. */

import { ActionIcon, Group, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { api } from "../api/client";
import { useApplicationId } from "../state/application";
import { parseSearch } from "../state/view";
import { FloatingMenu } from "./Floating";
import { later } from "./later";
import { failed, told } from "./notices";
import type { Beside } from "./Opener";

const NameView = later(async () => (await import("./NameView")).default);

interface SavedView {
  id: string;
  name: string;
  page: string;
  state: string;
  shared: boolean;
  own: boolean;
}

export default function ViewsMenu({ beside }: { beside: Beside }) {
  const application = useApplicationId();
  const location = useLocation();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const [naming, { open, close }] = useDisclosure();
  const page = location.pathname.split("/").slice(3).join("/");
  const key = ["views", application, page];
  const views = useQuery({
    queryKey: key,
    queryFn: async () =>
      (await api<{ items: SavedView[] }>(`/views?page=${encodeURIComponent(page)}`, { application })).items,
  });
  const again = () => cache.invalidateQueries({ queryKey: key });
  const keep = (view: Pick<SavedView, "name" | "page" | "state" | "shared">) =>
    api<SavedView>("/views", { method: "POST", body: view, application }).then(again);
  const remove = async (view: SavedView) => {
    await api(`/views/${view.id}`, { method: "DELETE", application });
    await again();
    told(`The view ${view.name} is deleted`, () =>
      keep({ name: view.name, page: view.page, state: view.state, shared: view.shared }),
    );
  };
  return (
    <>
      <FloatingMenu beside={beside} position="bottom-end" width={260}>
        {(views.data ?? []).map((view) => (
          <Group key={view.id} wrap="nowrap" gap={0}>
            <Menu.Item onClick={() => void navigate({ to: ".", search: parseSearch(view.state) as never })}>
              {view.name}
              {view.shared && " · shared"}
            </Menu.Item>
            {view.own && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Delete the view ${view.name}`}
                onClick={() => remove(view).catch(failed)}
              >
                ×
              </ActionIcon>
            )}
          </Group>
        ))}
        {views.data?.length ? <Menu.Divider /> : null}
        <Menu.Item onClick={open}>Save this view …</Menu.Item>
      </FloatingMenu>
      {naming && (
        <NameView
          close={close}
          keep={(name, shared) => keep({ name, page, state: location.searchStr.replace(/^\?/, ""), shared })}
        />
      )}
    </>
  );
}
