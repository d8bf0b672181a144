import Synchronization

/// Why a mail server is of no use now: a mailbox cannot be read, mail cannot be handed over. It is worth another try, later.
public struct MailServerFailure: Error, Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case unknownHost = "unknown_host"
        case unreachable
        /// It stands in our own network, where this connection may not go.
        case closedNetwork = "closed_network"
        /// It took our connection, or a command, and said nothing for too long.
        case silent
        /// No TLS where it is demanded, or a certificate that nobody vouches for.
        case insecure
        case login
        case folder
        /// The server refused a command.
        case refused
        /// What it says is not what is spoken there, or more than anybody may say.
        case nonsense
        case closed
        /// We were told to stop.
        case interrupted
    }

    public let kind: Kind
    /// The server's or the system's own words: one line, never a password.
    public let words: String

    public init(_ kind: Kind, _ words: String) {
        self.kind = kind
        self.words = words
    }
}

/// Tells somebody who waits in a system call that he shall not go on.
final class Interrupt: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .relaxed) }
    func set() { flag.store(true, ordering: .relaxed) }
}
