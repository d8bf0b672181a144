import Mail
import SupportPolicy

/// A message on its way in, with the files it brought already kept.
struct Delivery: Sendable {
    /// `nil`: nothing of it could be read.
    let message: InboundMessage?
    let evidenceOfSender: MailEvidence?
    /// Our letters whose secret stands in an address to which it was sent, whoever or whatever wrote it.
    let secrets: [Int64]
    let digest: [UInt8]
    let original: StoredFile
    let files: [StoredFile]
    /// Of which only the beginning is here; 0: all is here.
    let wholeSize: Int
    let company: CompanyRow
    /// By which it came; `nil`: by none that the company has.
    let mailbox: Mailbox?
    /// What the sender wrote, as it is kept; empty where he wrote nothing.
    let body: String
    /// Bytes of it that he wrote now; `nil`: all.
    let written: Int?
    let fingerprints: MailFingerprints?

    init(
        _ message: InboundMessage?, by evidence: MailEvidence?, answering secrets: [Int64], original: StoredFile, files: [StoredFile], of mail: ReceivedMail,
        to company: CompanyRow, by mailbox: Mailbox?, in language: Language
    ) {
        (self.message, evidenceOfSender, self.secrets, self.original, self.files) = (message, evidence, secrets, original, files)
        (digest, wholeSize, self.company, self.mailbox) = (mail.digest, mail.wholeSize, company, mailbox)
        (body, written) = Self.body(of: message, wholeSize: mail.wholeSize, in: language)
        fingerprints = message.map { MailFingerprints(of: $0) }
    }

    /// Whatever of the sender's address can be used; the desk's own where there is none.
    func sender(_ policy: Policy) -> Address {
        let name = Said(es: "Remitente desconocido", en: "Unknown sender")(in: policy.language)
        return message?.from ?? Address(name: name, email: "desconocido@\(policy.id).invalid")!
    }
}

extension Delivery {
    /// What of it was not read as it was sent. Of a beginning that is the rest.
    var problems: Set<Problem> { wholeSize > 0 ? [.tooLarge("message")] : message?.problems ?? [.unreadable] }

    /// What the sender wrote; quoted text stays below it, nothing is discarded. Made before the transaction: a long text takes a while.
    private static func body(of message: InboundMessage?, wholeSize: Int, in language: Language) -> (text: String, written: Int?) {
        let note = cutNote(wholeSize)(in: language)
        guard let message else {
            let said = Said(es: "El mensaje no se pudo leer; el original está adjunto.", en: "The message could not be read; the original is attached.")
            return (note + said(in: language), nil)
        }
        let own = Words.clean(isTooLong(message) ? String(decoding: message.text.utf8.prefix(Desk.largestText / 4), as: UTF8.self) : message.text, keepingLines: true)
        return (note + own, ReplyText.end(of: own).map { note.utf8.count + own.utf8.distance(from: own.startIndex, to: $0) })
    }

    /// The text and the files as an answer on a ticket: with who wrote it, where it was not he to whom we wrote, who gave somebody his
    /// reply address.
    func answer(of client: Principal) -> [Content] {
        var by = ""
        if let from = evidenceOfSender?.from, emailKey(from.email) != emailKey(client.email) {
            by = Words.clean("[\(from.description)]", keepingLines: true) + "\n\n"
        }
        let text = (by + body).isEmpty ? [] : [Content(text: by + body, written: written.map { by.utf8.count + $0 })]
        return text + (files + evidence).map(Content.init(file:))
    }

    /// What is missing, above the text: nobody shall take a beginning for the whole.
    private static func cutNote(_ wholeSize: Int) -> Said {
        guard wholeSize > 0 else { return Said(es: "", en: "") }
        let size = wholeSize / 1_048_576
        return Said(
            es: "[El mensaje tiene \(size) MB, más de lo que se recibe: aquí está su principio, sin archivos. Lo demás no se guardó aquí.]\n\n",
            en: "[The message has \(size) MB, more than is taken: here is its beginning, without files. The rest was not kept here.]\n\n")
    }

    /// The original, where not all of it reached the ticket.
    var evidence: [StoredFile] {
        let isComplete = message.map { $0.problems.isEmpty && $0.from != nil && $0.attachments.count == files.count } ?? false
        return isComplete && message.map(Self.isTooLong) != true && wholeSize == 0 ? [] : [original]
    }

    private static func isTooLong(_ message: InboundMessage) -> Bool { message.text.utf8.count > Desk.largestText / 2 }
}
