/// A tax regime of Mexico, by its key in SAT's catalogue `c_RegimenFiscal`.
package struct TaxRegime: Hashable, Sendable {
    /// Whose it may be: twelve letters of an RFC are a company's, thirteen a person's.
    package enum Holder: Sendable { case company, person, both }

    /// "601"
    package let key: String
    /// As SAT prints it.
    package let label: String
    package let holder: Holder

    /// - Returns: `nil` for a key that the catalogue does not have.
    package init?(_ key: String) {
        guard let known = Self.all.first(where: { $0.key == key }) else { return nil }
        self = known
    }

    private init(_ key: String, _ label: String, _ holder: Holder) {
        (self.key, self.label, self.holder) = (key, label, holder)
    }

    package static let all = [
        TaxRegime("601", "General de Ley Personas Morales", .company),
        TaxRegime("603", "Personas Morales con Fines no Lucrativos", .company),
        TaxRegime("605", "Sueldos y Salarios e Ingresos Asimilados a Salarios", .person),
        TaxRegime("606", "Arrendamiento", .person),
        TaxRegime("607", "Régimen de Enajenación o Adquisición de Bienes", .person),
        TaxRegime("608", "Demás ingresos", .person),
        TaxRegime("610", "Residentes en el Extranjero sin Establecimiento Permanente en México", .both),
        TaxRegime("611", "Ingresos por Dividendos (socios y accionistas)", .person),
        TaxRegime("612", "Personas Físicas con Actividades Empresariales y Profesionales", .person),
        TaxRegime("614", "Ingresos por intereses", .person),
        TaxRegime("615", "Régimen de los ingresos por obtención de premios", .person),
        TaxRegime("616", "Sin obligaciones fiscales", .person),
        TaxRegime("620", "Sociedades Cooperativas de Producción que optan por diferir sus ingresos", .company),
        TaxRegime("621", "Incorporación Fiscal", .person),
        TaxRegime("622", "Actividades Agrícolas, Ganaderas, Silvícolas y Pesqueras", .company),
        TaxRegime("623", "Opcional para Grupos de Sociedades", .company),
        TaxRegime("624", "Coordinados", .company),
        TaxRegime("625", "Régimen de las Actividades Empresariales con ingresos a través de Plataformas Tecnológicas", .person),
        TaxRegime("626", "Régimen Simplificado de Confianza", .both),
    ]

    /// Of whom no regime is known.
    package static let unobliged = TaxRegime("616", "Sin obligaciones fiscales", .person)

    package func mayBe(of rfc: RFC) -> Bool {
        switch holder {
        case .both: true
        case .company: rfc.isOfCompany
        case .person: !rfc.isOfCompany
        }
    }

    /// Whether what is bought may be an expense of the business (`G03`).
    package var mayDeduct: Bool { ["601", "603", "606", "612", "620", "621", "622", "623", "624", "625", "626"].contains(key) }
}
