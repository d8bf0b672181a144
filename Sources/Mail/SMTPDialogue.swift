/// What became of a message for one recipient.
public struct DeliveryResult: Hashable, Sendable {
    public var recipient: String
    public var outcome: Outcome

    public enum Outcome: Hashable, Sendable {
        /// The server has taken it and answers for it.
        case delivered
        /// Worth another try: a reply of the 400s, or none before the message was handed over. In words for the log, and whether they are
        /// about the recipient's address.
        case temporary(String, ofAddress: Bool = false)
        /// The server had all of the message and said nothing of it: it may have taken it, or not.
        case unanswered(String)
        /// Will never work: a reply of the 500s. In words for the log, and whether they are about the recipient's address.
        case permanent(String, ofAddress: Bool = false)
    }
}

/// The server's replies of one delivery, each with the command it answers.
///
/// libcurl reports one result for a message; who of several recipients was refused stands only in these lines.
struct SMTPDialogue {
    private enum Step: Equatable { case greeting, sender, recipient(Int), data, content, other }

    private var step = Step.greeting
    private var recipients = 0
    private var replies: [(step: Step, code: Int, text: String)] = []
    /// Lines of a reply that goes on.
    private var pending = ""

    /// Whether all of the message was handed over.
    var isHandedOver = false

    /// Whether the server said anything yet.
    var isEmpty: Bool { replies.isEmpty }

    /// A line that we sent.
    mutating func sent(_ line: String) {
        let command = line.prefix(9).uppercased()
        if command.hasPrefix("MAIL FROM") {
            step = .sender
        } else if command.hasPrefix("RCPT TO") {
            step = .recipient(recipients)
            recipients += 1
        } else if command.hasPrefix("DATA") {
            step = .data
        } else if step != .content {
            step = .other
        }
    }

    /// A line that the server sent; `250-` goes on, `250 ` ends the reply.
    mutating func received(_ line: String) {
        let line = CleanText.line(line, limit: 500)
        guard let code = Int(line.prefix(3)), (200...599).contains(code) else { return }
        if pending.utf8.count < 2000 { pending += (pending.isEmpty ? "" : " ") + line }
        guard line.dropFirst(3).first != "-" else { return }
        replies.append((step, code, pending))
        pending = ""
        if step == .data, code == 354 { step = .content }
    }

    /// The outcome for the recipient of that number, in the order in which they were given.
    ///
    /// A refusal before the sender is named (a password, a busy server) is about us and not about the message: it is
    /// temporary whatever its code, because somebody will repair it.
    func outcome(ofRecipient index: Int, failure: String?) -> DeliveryResult.Outcome {
        for step in [Step.recipient(index), .sender, .data, .content] {
            guard let reply = replies.last(where: { $0.step == step }), reply.code >= 400 else { continue }
            let isOfAddress = reply.step == .recipient(index)
            return reply.code >= 500 ? .permanent(reply.text, ofAddress: isOfAddress) : .temporary(reply.text, ofAddress: isOfAddress)
        }
        if replies.contains(where: { $0.step == .content && $0.code < 300 }), replies.contains(where: { $0.step == .recipient(index) }) {
            return .delivered
        }
        let lastWords = replies.last { $0.code >= 400 }?.text ?? failure ?? "no reply"
        return isHandedOver && step == .content ? .unanswered(lastWords) : .temporary(lastWords)
    }
}
