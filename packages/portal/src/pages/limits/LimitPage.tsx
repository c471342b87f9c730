export default function LimitPage() {
  return null;
}
