export default function GroupPage() {
  return null;
}
