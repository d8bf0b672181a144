import ServiceDesk
import SupportPolicy

/// What every table for an invoicing system says alike, in the fields of CFDI 4.0: to whom it is made out, and what it is in SAT's catalogue.
/// What nobody has said of the receiver stays empty: the invoicing system has it by his RFC.
struct InvoiceFields {
    /// Postal code of the company; `nil`: nobody has said so.
    let issuedAt: String?

    static let receiver = ["Rfc", "Nombre", "DomicilioFiscalReceptor", "RegimenFiscalReceptor", "UsoCFDI"]

    /// The receiver of whom no tax number is known.
    private static let generalPublic = "XAXX010101000"
    /// Servicios de soporte técnico o de mesa de ayuda.
    private static let support = "81111811"
    /// Mantenimiento y soporte de software.
    private static let maintenance = "81112200"

    /// RFC, name, postal code, regime, use. Whoever has no number is the general public, at the place of the company (SAT's rule).
    ///
    /// - Parameters:
    ///   - data: what he said himself; `nil`: nothing.
    ///   - rfc: by which the house knows him.
    func receiver(_ data: TaxData?, named name: String, rfc: String?) -> [String] {
        if let data { return [data.rfc.text, data.name, data.postalCode, data.regime.key, data.use.rawValue] }
        return rfc.map { [$0, name, "", "", ""] } ?? [Self.generalPublic, name, issuedAt ?? "", TaxRegime.unobliged.key, TaxData.Use.noTaxEffect.rawValue]
    }

    /// The tax authority's key of a line of the price list: the policy's own, else the support itself.
    func key(_ item: TariffItem?) -> String { item?.taxKey ?? Self.support }

    /// That of a contract under a plan: where the policy says none, maintenance and support of software for what runs a term, as
    /// one without a plan does.
    func key(of plan: Plan?) -> String {
        if let key = plan?.taxKey { return key }
        if case .singleEvent = plan?.term { return Self.support }
        return Self.maintenance
    }
}
