<?xml version="1.0" encoding="UTF-8"?>
<!-- A page as its text, with marks where cells, rows, tables, lines and boxes begin and end, and one for each further
     column and each further row that a cell covers, 63 at the most. The marks are Unicode noncharacters, which no page holds; blocks.py and
     markup.py name them. A box is what a report may stand in: a table cell is one only if it holds a table, and then
     markup.py calls it layout-cell. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:variable name="merged">&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;</xsl:variable>
  <xsl:variable name="down">&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;</xsl:variable>
  <xsl:template match="head|script|style|noscript|template|select|textarea|iframe|object|svg|del|s|strike"/>
  <xsl:template match="td//input[not(@type) or @type = 'text' or @type = 'number']"><xsl:value-of select="@value"/></xsl:template>
  <xsl:template match="td//textarea"><xsl:apply-templates/></xsl:template>
  <xsl:template match="sup|sub"><xsl:text> </xsl:text><xsl:apply-templates/><xsl:text> </xsl:text></xsl:template>
  <xsl:template match="table">&#xFDD0;<xsl:apply-templates/>&#xFDD1;</xsl:template>
  <xsl:template match="tr">&#xFDD2;<xsl:apply-templates/></xsl:template>
  <xsl:template match="td|th">&#xFDD3;<xsl:apply-templates/>&#xFDD5;</xsl:template>
  <xsl:template match="td[@colspan or @rowspan]|th[@colspan or @rowspan]">&#xFDD3;<xsl:value-of select="substring($merged, 1, floor(@colspan) - 1)"/><xsl:value-of select="substring($down, 1, floor(@rowspan) - 1 + 64 * (@rowspan = 0))"/><xsl:apply-templates/>&#xFDD5;</xsl:template>
  <xsl:template match="layout-cell">&#xFDD3;<xsl:value-of select="substring($merged, 1, floor(@colspan) - 1)"/><xsl:value-of select="substring($down, 1, floor(@rowspan) - 1 + 64 * (@rowspan = 0))"/>&#xFDD6;<xsl:apply-templates/>&#xFDD7;</xsl:template>
  <xsl:template match="br|hr">&#xFDD5;</xsl:template>
  <xsl:template match="p|li|h1|h2|h3|h4|h5|h6|ul|ol|dl|dt|dd|center|blockquote|pre|header|footer|nav|caption|fieldset">&#xFDD5;<xsl:apply-templates/>&#xFDD5;</xsl:template>
  <xsl:template match="div|section|article|main|form">&#xFDD5;&#xFDD6;<xsl:apply-templates/>&#xFDD7;&#xFDD5;</xsl:template>
</xsl:stylesheet>
