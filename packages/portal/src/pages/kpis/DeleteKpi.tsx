/** Asks before a KPI is deleted, and says what stays. */

import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { change, definitionPath, type Kpi } from "../../api/useCases";
import { told } from "../../parts/notices";
import { useApplicationId, usePath } from "../../state/application";
import { text } from "../../text/en";
import { words } from "./words";

interface DeleteKpiProps {
  useCase: string;
  kpi: Kpi;
  close: () => void;
}

export default function DeleteKpi({ useCase, kpi, close }: DeleteKpiProps) {
  const app = useApplicationId();
  const path = usePath();
  const navigate = useNavigate();
  const [refused, setRefused] = useState<string | null>(null);
  const remove = async () => {
    try {
      await change(app, "DELETE", definitionPath(useCase, "kpis", kpi.name));
      void navigate({ to: path("/kpis") });
      told(`${kpi.name} is deleted`);
    } catch (fault) {
      setRefused(fault instanceof Error ? fault.message : String(fault));
    }
  };
  return (
    <Modal
      opened
      onClose={close}
      title={`Delete ${kpi.name}?`}
      closeButtonProps={{ "aria-label": text.close }}
    >
      <Stack>
        {refused && (
          <Alert color="red" role="alert">
            {refused}
          </Alert>
        )}
        <Text>{words.removeMeaning}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {text.cancel}
          </Button>
          <Button onClick={() => void remove()}>{text.remove}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
