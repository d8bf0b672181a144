extension InboundMessage {
    /// What a message is besides words and files, so that its reader knows how to take it.
    public enum Trait: String, Hashable, Sendable, CaseIterable {
        /// It has a dress of its own beside the plain text.
        case html
        /// Somebody signed it (S/MIME, OpenPGP). Nobody here has checked the signature.
        case signed
        /// Only its reader can open it.
        case encrypted
        /// It asks somebody to be somewhere at a time.
        case invitation
        /// Its HTML has pictures that are not shown, because they lie elsewhere.
        case remotePictures = "remote_pictures"

        /// What the parts of a message show; what a file inside of it is does not count.
        static func all(of part: MIMEPart) -> Set<Trait> {
            var traits: Set<Trait> = switch part.mediaType {
            case "multipart/signed", "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature": [.signed]
            case "multipart/encrypted", "application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime": [.encrypted]
            case "text/calendar" where part.disposition != "attachment": [.invitation]
            default: []
            }
            if case .parts(let parts) = part.content { for part in parts { traits.formUnion(all(of: part)) } }
            return traits
        }
    }

    /// The calendar event that it brings.
    public var invitation: Invitation? {
        attachments.lazy.filter { $0.mediaType == "text/calendar" }.compactMap { Invitation($0.bytes) }.first
    }
}
