/** The two keys of an application: when each was used last, and a new value for one of them. */

import { Button, List, Modal, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { instant } from "../../format";
import { Card } from "../../parts/Card";
import { DataTable } from "../../parts/DataTable";
import { Deed } from "../../parts/Deed";
import { Waiting } from "../../parts/Honest";
import { ShownOnce } from "../../parts/ShownOnce";
import { Snippet } from "../../parts/Snippet";
import { useView } from "../../state/view";
import { text } from "../../text/en";
import { type ApplicationDetail, type Key, keysQuery, rotateKey } from "./application";
import { words } from "./words";

export function KeysTab({ application }: { application: ApplicationDetail }) {
  if (application.role !== "owner") return <Text>{words.keysHidden}</Text>;
  return <Keys application={application} />;
}

function Keys({ application }: { application: ApplicationDetail }) {
  const view = useView();
  const keys = useQuery(keysQuery(application.id));
  return (
    <>
      <Card title={words.tabs.keys} about={words.keysAbout} flush>
        <Waiting of={keys} height={120}>
          {(items) => (
            <KeyTable keys={items} zone={view.zone} rotate={(slot) => view.set({ rotate: slot })} />
          )}
        </Waiting>
      </Card>
      <Card title={words.rotation}>
        <List type="ordered" spacing="xs">
          {words.rotationSteps.map((step) => (
            <List.Item key={step}>{step}</List.Item>
          ))}
        </List>
      </Card>
      <Card title="Where programs find it">
        <Snippet
          label="Environment"
          code={`export PAYI_BASE_URL=${window.location.origin}\nexport PAYI_API_KEY=…`}
        />
      </Card>
      {view.get("rotate") && keys.data && (
        <Rotation
          application={application}
          keys={keys.data}
          slot={Number(view.get("rotate"))}
          zone={view.zone}
          close={() => view.set({ rotate: null })}
        />
      )}
    </>
  );
}

interface KeyTableProps {
  keys: readonly Key[];
  zone: string;
  rotate: (slot: string) => void;
}

function KeyTable({ keys, zone, rotate }: KeyTableProps) {
  return (
    <DataTable
      name="Keys"
      columns={[
        { id: "slot", label: "Key", cell: (key) => `Key ${key.slot}` },
        { id: "last_four", label: "Ends with", cell: (key) => <code>…{key.last_four}</code> },
        { id: "created", label: "Made", cell: (key) => instant(key.created_timestamp, zone) },
        { id: "used", label: "Last used", cell: (key) => usedAt(key, zone) },
        {
          id: "rotate",
          label: "Change",
          cell: (key) => (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => rotate(String(key.slot))}
              aria-label={`${words.rotate} key ${key.slot}`}
            >
              {words.rotate}
            </Button>
          ),
        },
      ]}
      rows={keys}
      keyOf={(key) => String(key.slot)}
    />
  );
}

function usedAt(key: Key, zone: string): string {
  return key.last_used_timestamp ? instant(key.last_used_timestamp, zone, true) : words.never;
}

interface RotationProps {
  application: ApplicationDetail;
  keys: readonly Key[];
  slot: number;
  zone: string;
  close: () => void;
}

function Rotation({ application, keys, slot, zone, close }: RotationProps) {
  const cache = useQueryClient();
  // Never in the URL: a key must not be in a history.
  const [fresh, setFresh] = useState<string | null>(null);
  const key = keys.find((one) => one.slot === slot);
  const other = keys.find((one) => one.slot !== slot);
  if (key === undefined || other === undefined) return null;
  const rotate = async () => {
    setFresh(await rotateKey(application.id, slot));
    await cache.invalidateQueries({ queryKey: keysQuery(application.id).queryKey });
  };
  return (
    <Modal
      opened
      onClose={close}
      title={`Rotate key ${slot} of ${application.name}`}
      closeOnClickOutside={fresh === null}
      closeButtonProps={{ "aria-label": text.close }}
    >
      {fresh === null ? (
        <Deed label={words.rotate} act={rotate} close={close}>
          <Text>
            Programs that use <code>…{key.last_four}</code> are refused at once. It was last used:{" "}
            <b>{usedAt(key, zone)}</b>.
          </Text>
          <Text>
            Key {other.slot}, <code>…{other.last_four}</code>, goes on. A rotation cannot be undone.
          </Text>
        </Deed>
      ) : (
        <ShownOnce label={`Key ${slot}`} secret={fresh} then={close} />
      )}
    </Modal>
  );
}
