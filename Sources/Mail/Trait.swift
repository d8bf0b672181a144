extension InboundMessage {
    /// What a message is besides words and files, so that its reader knows how to take it.
    public enum Trait: String, Hashable, Sendable, CaseIterable {
        /// It has a dress of its own beside the plain text.
        case html
        /// Somebody signed it (S/MIME, OpenPGP). Nobody here has checked the signature.
        case signed
        /// Only its reader can open it (S/MIME, OpenPGP).
        case encrypted
        /// It asks somebody to be somewhere at a time.
        case invitation
        /// Its HTML has pictures that are not shown, because they lie elsewhere.
        case remotePictures = "remote_pictures"

        /// What the parts of a message show; what a file inside of it is does not count.
        static func all(of part: MIMEPart) -> Set<Trait> {
            var traits: Set<Trait> = switch part.mediaType {
            case "multipart/signed", "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature": [.signed]
            case "multipart/encrypted", "application/pgp-encrypted": [.encrypted]
            case _ where part.isSMIME: ofSMIME(part)
            case _ where isCalendar(part.mediaType, part.fileName): [.invitation]
            default: []
            }
            if case .parts(let parts) = part.content { for part in parts { traits.formUnion(all(of: part)) } }
            return traits
        }

        /// Of a part that could not be opened.
        private static func ofSMIME(_ part: MIMEPart) -> Set<Trait> {
            if case .bytes(let bytes) = part.content, SignedData.isSealed(bytes) { return [.encrypted] }
            return switch part.parameters["smime-type"] {
            case "signed-data", "signed-receipt": [.signed]
            case "certs-only", "compressed-data": []
            default: [.encrypted]
            }
        }

        /// What OpenPGP signed, or encrypted, inside the text itself.
        static func inline(in text: String) -> Set<Trait> {
            func begins(with line: String) -> Bool { text.hasPrefix(line) || text.contains("\n" + line) }
            var traits: Set<Trait> = begins(with: "-----BEGIN PGP SIGNED MESSAGE-----") ? [.signed] : []
            if begins(with: "-----BEGIN PGP MESSAGE-----") { traits.insert(.encrypted) }
            return traits
        }

        /// Programs send calendars under several types.
        static func isCalendar(_ mediaType: String, _ fileName: String?) -> Bool {
            mediaType == "text/calendar" || mediaType == "application/ics" || fileName?.lowercased().hasSuffix(".ics") == true
        }
    }

    /// The calendar event that it brings.
    public var invitation: Invitation? {
        attachments.lazy.filter { Trait.isCalendar($0.mediaType, $0.name) }.compactMap { Invitation($0.bytes) }.first
    }
}
