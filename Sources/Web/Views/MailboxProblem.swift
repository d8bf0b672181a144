import Mail
import ServiceDesk
import SupportPolicy

extension FieldProblem {
    /// What is wrong with a mailbox that cannot be opened as somebody said, at the field that says so: what the mail server says, too.
    ///
    /// - Returns: `nil` for anything else.
    init?(opening error: any Error) {
        switch error {
        case let failure as MailServerFailure:
            let field = switch failure.kind {
            case .login: "password"
            case .folder: "folder"
            default: "server"
            }
            self.init(field, failure.said)
        case is MailError:
            self.init("server", Said(
                es: "Escriba imaps://servidor:993 o imap+starttls://servidor:143.", en: "Write imaps://server:993 or imap+starttls://server:143."))
        default: return nil
        }
    }
}
