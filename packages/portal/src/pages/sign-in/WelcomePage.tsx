/** Coming in by a one-time link: as the owner of the installation, or as somebody invited. */

import { Alert, Button, Stack, Text, TextInput } from "@mantine/core";
import { isEmail, isNotEmpty, useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { address, api } from "../../api/client";
import { acceptWelcome } from "../../api/session";
import { Waiting } from "../../parts/Honest";
import { Doorway } from "./Doorway";
import { NewPassword, validPassword } from "./NewPassword";
import { HOME, tokenOf } from "./returning";
import { useEntering } from "./useEntering";
import { words } from "./words";

interface Link {
  kind: "owner" | "invitation";
  email: string | null;
  name: string | null;
}

export default function WelcomePage() {
  const token = useMemo(() => tokenOf(window.location), []);
  const link = useQuery({
    queryKey: ["welcome", token],
    queryFn: () => api<Link>(address("/session/welcome", { token: token ?? "" })),
    enabled: token !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Doorway title={words.welcome}>
      {token === null ? (
        <Alert color="red" role="alert">
          {words.noToken}
        </Alert>
      ) : (
        <Waiting of={link} height={320}>
          {(known) => <ComeIn link={known} token={token} />}
        </Waiting>
      )}
    </Doorway>
  );
}

function ComeIn({ link, token }: { link: Link; token: string }) {
  const enter = useEntering();
  const [fault, setFault] = useState<Error | null>(null);
  const form = useForm({
    initialValues: { name: link.name ?? "", email: link.email ?? "", password: "" },
    validate: {
      name: isNotEmpty(words.noName),
      email: isEmail(words.noEmail),
      password: validPassword,
    },
  });
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) =>
        acceptWelcome({ token, ...values }).then((session) => enter(session, HOME), setFault),
      )}
    >
      <Stack>
        <Text>{link.kind === "owner" ? words.ownerLink : words.invitation}</Text>
        <TextInput label={words.name} autoComplete="name" required {...form.getInputProps("name")} />
        <TextInput
          label={words.email}
          type="email"
          autoComplete="username"
          required
          readOnly={link.email !== null}
          {...form.getInputProps("email")}
        />
        <NewPassword label={words.password} {...form.getInputProps("password")} />
        {fault && (
          <Alert color="red" role="alert">
            {fault.message}
          </Alert>
        )}
        <Button type="submit" loading={form.submitting}>
          {words.begin}
        </Button>
      </Stack>
    </form>
  );
}
