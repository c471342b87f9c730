export default function LearnPage() {
  return null;
}
