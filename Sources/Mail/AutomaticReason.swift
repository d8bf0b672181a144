/// The mark by which a message shows that no person wrote it (RFC 3834, and what servers do besides).
public enum AutomaticReason: String, Hashable, Sendable, CaseIterable {
    case bounce
    case autoSubmitted = "auto_submitted"
    case precedence
    case responseSuppressed = "response_suppressed"
    case mailingList = "mailing_list"
    case emptyReturnPath = "empty_return_path"
    case vacation
    case machineSender = "machine_sender"

    /// - Returns: `nil` when a person may have written it.
    init?(headers: [MIMEHeader], isBounce: Bool, subject: String) {
        if isBounce {
            self = .bounce
        } else if let value = headers.keyword("auto-submitted"), !value.hasPrefix("no"), !value.isEmpty {
            self = .autoSubmitted
        } else if let value = headers.keyword("precedence"), ["bulk", "junk", "list", "auto_reply"].contains(value) {
            self = .precedence
        } else if headers["x-autoreply"] != nil || headers["x-autorespond"] != nil || headers["x-auto-reply-from"] != nil
            || headers.keyword("x-auto-response-suppress").map(Self.suppressesReplies) == true
        {
            self = .responseSuppressed
        } else if headers["list-id"] != nil || headers["list-unsubscribe"] != nil {
            self = .mailingList
        } else if headers.keyword("return-path") == "<>" {
            self = .emptyReturnPath
        } else if Self.isMachine(headers) {
            self = .machineSender
        } else if Self.isVacation(subject) {
            self = .vacation
        } else {
            return nil
        }
    }

    /// Exchange marks ordinary mail with `None`; the other words ask for silence.
    private static func suppressesReplies(_ value: String) -> Bool {
        ["all", "oof", "autoreply"].contains { word in value.split(whereSeparator: { ", ".contains($0) }).contains { $0 == word } }
    }

    private static func isMachine(_ headers: [MIMEHeader]) -> Bool {
        let local = headers["from"].flatMap { GMime.addresses(in: $0).first }?.email.lowercased().split(separator: "@").first ?? ""
        return ["mailer-daemon", "no-reply", "noreply", "no_reply", "donotreply", "do-not-reply", "no-responder"].contains(local)
    }

    /// How the common mail programs begin the subject of an answer sent while its owner is away.
    private static let vacationOpenings = [
        "respuesta automática", "respuesta automatica", "fuera de la oficina", "fuera de oficina", "ausencia", "ausente:",
        "contestación automática", "autorespuesta", "automatic reply", "auto reply", "auto-reply", "autoreply", "auto:",
        "auto response", "out of office", "out of the office", "away from my mail", "vacation reply",
        "réponse automatique", "resposta automática", "abwesenheitsnotiz", "automatische antwort",
    ]

    private static func isVacation(_ subject: String) -> Bool {
        let subject = subject.lowercased()
        return vacationOpenings.contains { subject.hasPrefix($0) }
    }
}
