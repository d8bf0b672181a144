import Foundation
import Logging
import SupportPolicy

/// What the environment says. Nothing else reads it, so this file is the list of all variables.
struct Configuration: Sendable {
    /// `VENTANILLA_DATABASE`: `sqlite:PATH`, a path, or `postgres://…`.
    var database: String?
    /// `VENTANILLA_BLOBS`: the folder of attached files.
    var blobs: String?
    /// `VENTANILLA_URL`: where clients reach the pages.
    var url: String?
    /// `VENTANILLA_SMTP`: the mail server for what goes out.
    var smtp: String?
    /// `LOG_LEVEL`: from `trace` to `critical`; `info` where it says nothing of use.
    var logLevel: Logger.Level
    /// Of `LC_ALL`, `LC_MESSAGES` or `LANG`, the first that is set: English where it says so, otherwise Spanish.
    var language: Language

    static let current = Configuration(ProcessInfo.processInfo.environment)

    init(_ environment: [String: String]) {
        /// An empty variable counts as none: that is how shells unset one for a command.
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        database = value("VENTANILLA_DATABASE")
        blobs = value("VENTANILLA_BLOBS")
        url = value("VENTANILLA_URL")
        smtp = value("VENTANILLA_SMTP")
        logLevel = value("LOG_LEVEL").flatMap { Logger.Level(rawValue: $0.lowercased()) } ?? .info
        let locale = value("LC_ALL") ?? value("LC_MESSAGES") ?? value("LANG") ?? ""
        language = locale.lowercased().hasPrefix("en") ? .en : .es
    }
}
