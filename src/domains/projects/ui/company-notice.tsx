import { Link } from '@/ui/link'

/** The way to the company behind an application: it is checked beside the application, and before anything is listed. */
export const CompanyNotice = ({ applicationId }: { applicationId: string }) => (
  <p>
    Before the project is listed, the company behind it is checked.{' '}
    <Link className="text-brand underline underline-offset-4" href={`/apply/${applicationId}/company`}>
      Company
    </Link>
  </p>
)
