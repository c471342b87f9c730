/** Who one is here, and another password. */

import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { sessionQuery } from "../../api/session";
import { Card } from "../../parts/Card";
import { FactTable } from "../../parts/FactTable";
import { Failed } from "../../parts/Honest";
import { told } from "../../parts/notices";
import { NewPassword, validPassword } from "../sign-in/NewPassword";
import { changePassword } from "./people";
import { words } from "./words";

export function AccountTab() {
  const person = useQuery(sessionQuery).data?.person;
  if (!person) return null;
  return (
    <>
      <Card title={words.tabs.account}>
        <FactTable
          label="You"
          facts={[
            ["Name", person.name],
            ["E-mail", person.email],
            ["Role on the organization", person.permissions.organization_role ?? words.noRole],
          ]}
        />
      </Card>
      <Card title={words.change} about={words.others}>
        <PasswordForm />
      </Card>
    </>
  );
}

const EMPTY = { current: "", fresh: "" };

function PasswordForm() {
  const [fault, setFault] = useState<unknown>(null);
  const form = useForm({ initialValues: EMPTY, validate: { fresh: validPassword } });
  const change = ({ current, fresh }: typeof EMPTY) =>
    changePassword(current, fresh).then(() => {
      form.setValues(EMPTY);
      setFault(null);
      told("The password is changed");
    }, setFault);
  return (
    <form noValidate onSubmit={form.onSubmit(change)}>
      <Stack maw={420}>
        <PasswordInput
          label={words.current}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ "aria-label": "Show the current password" }}
          {...form.getInputProps("current")}
        />
        <NewPassword label={words.fresh} {...form.getInputProps("fresh")} />
        {fault !== null && <Failed error={fault} />}
        <div>
          <Button type="submit" loading={form.submitting}>
            {words.change}
          </Button>
        </div>
        <Text size="sm" className="quiet">
          People who sign in at an identity provider change it there.
        </Text>
      </Stack>
    </form>
  );
}
