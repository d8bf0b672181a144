/// The mark by which a message shows that no person wrote it (RFC 3834, and what servers do besides). What a list or a mass mailing
/// adds to a person's words is a `Caution`.
public enum AutomaticReason: String, Hashable, Sendable, CaseIterable {
    case bounce
    /// It tells that somebody's program showed, or threw away, what we sent (RFC 8098), or another report of a server.
    case report
    case autoSubmitted = "auto_submitted"
    case precedence
    case responseSuppressed = "response_suppressed"
    case emptyReturnPath = "empty_return_path"
    case vacation
    case machineSender = "machine_sender"

    /// - Returns: `nil` when a person may have written it.
    init?(headers: [MIMEHeader], isBounce: Bool, isReport: Bool, subject: String) {
        if isBounce {
            self = .bounce
        } else if isReport {
            self = .report
        } else if let value = headers.keyword("auto-submitted"), !value.hasPrefix("no"), !value.isEmpty {
            self = .autoSubmitted
        } else if headers.hasPrecedence(["auto_reply", "auto-reply"]) || headers.hasPrecedence(["bulk", "junk"]) && !Self.isOfList(headers) {
            self = .precedence
        } else if Self.saysSo(headers) {
            self = .responseSuppressed
        } else if headers.keyword("return-path") == "<>" {
            self = .emptyReturnPath
        } else if let from = headers["from"].flatMap({ GMime.addresses(in: $0).first }), Self.isDaemon(from.email) {
            self = .machineSender
        } else if Self.isVacation(subject) {
            self = .vacation
        } else {
            return nil
        }
    }

    /// Groups and newsletters say who they are; the same precedence without that is an answerer's (RFC 3834 §3.1.8).
    private static func isOfList(_ headers: [MIMEHeader]) -> Bool { headers.contains { $0.name.hasPrefix("list-") } }

    /// Headers of one program or another.
    private static func saysSo(_ headers: [MIMEHeader]) -> Bool {
        if ["x-autoreply", "x-autorespond", "x-auto-reply-from", "x-autoresponder"].contains(where: { headers[$0] != nil }) { return true }
        if headers.keyword("x-auto-response-suppress").map(suppressesReplies) == true { return true }
        return headers.keyword("x-post-messageclass")?.contains("autoresponder") == true || headers.keyword("delivered-to") == "autoresponder"
    }

    /// Exchange marks ordinary mail with `None`; the other words ask for silence.
    private static func suppressesReplies(_ value: String) -> Bool {
        ["all", "oof", "autoreply"].contains { word in value.split(whereSeparator: { ", ".contains($0) }).contains { $0 == word } }
    }

    private static func isDaemon(_ email: String) -> Bool {
        let local = String(email.lowercased().prefix { $0 != "@" })
        return local.filter(\.isLetter).hasPrefix("mailerdaemon")
    }

    /// How the common mail programs begin the subject of an answer sent while its owner is away. Nothing else may follow, or
    /// a colon: "Ausencia de timbres en mi cuenta" is a client's.
    private static let vacationSubjects = [
        "respuesta automática", "respuesta automatica", "fuera de la oficina", "fuera de oficina", "ausencia", "ausente", "aviso de ausencia",
        "contestación automática", "contestacion automatica", "autorespuesta", "automatic reply", "auto reply", "auto-reply", "autoreply",
        "auto response", "out of office", "out of the office", "out of office autoreply", "vacation reply",
        "réponse automatique", "resposta automática", "abwesenheitsnotiz", "automatische antwort",
    ]

    /// With which Notes begins it, which tells the rest in words.
    private static let awayWords = ["out of the office", "out of office", "fuera de la oficina", "fuera de oficina", "ausente", "de vacaciones"]

    private static func isVacation(_ subject: String) -> Bool {
        let subject = subject.lowercased()
        if subject.contains("away from my mail") { return true }
        if subject.hasPrefix("auto:") { return awayWords.contains(where: subject.contains) }
        return vacationSubjects.contains { opening in
            guard subject.hasPrefix(opening) else { return false }
            let rest = subject.dropFirst(opening.count).trimmed
            return rest.isEmpty || rest.first == ":"
        }
    }
}

extension [MIMEHeader] {
    /// Whether a message has one of these precedences; `Preference` is what some programs write by mistake.
    func hasPrecedence(_ words: [String]) -> Bool {
        ["precedence", "preference"].contains { keyword($0).map(words.contains) ?? false }
    }
}
